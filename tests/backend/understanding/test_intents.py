"""Sentences that no model contains, and what they mean: right intent and right slots, in every locale."""

from collections.abc import Mapping

import pytest

from backend.understanding.match import FALLBACK, Match
from backend.understanding.understanding import Understanding
from interaction_models.model import Value, load

Row = tuple[str, str, Mapping[str, str]]

ENGLISH: tuple[Row, ...] = (
    ("is the oat milk in stock at mill street", "CheckStockIntent", {"product": "oat-milk", "place": "mill-street"}),
    ("would you have honey at the main store", "CheckStockIntent", {"product": "honey", "place": "main"}),
    ("does the mill street store sell bagels", "CheckStockIntent", {"product": "bagels", "place": "mill-street"}),
    ("can you see whether popcorn is available", "CheckStockIntent", {"product": "popcorn"}),
    ("have they got tofu at the main shop", "CheckStockIntent", {"product": "firm-tofu", "place": "main"}),
    ("add two oat milks to my basket please", "AddToCartIntent", {"quantity": "2", "product": "oat-milk"}),
    ("stick three lemons in my cart", "AddToCartIntent", {"quantity": "3", "product": "lemons"}),
    ("put a jar of honey in the cart", "AddToCartIntent", {"unit": "jar", "product": "honey"}),
    ("could you put popcorn in my basket", "AddToCartIntent", {"product": "popcorn"}),
    ("and add spinach as well", "AddToCartIntent", {"product": "spinach"}),
    ("add five bags of carrots to the cart", "AddToCartIntent", {"quantity": "5", "unit": "bag", "product": "carrots"}),
    ("i want four bagels in my basket", "AddToCartIntent", {"quantity": "4", "product": "bagels"}),
    ("throw some ketchup into my cart", "AddToCartIntent", {"product": "ketchup"}),
    ("take the oat milk out of my basket", "RemoveFromCartIntent", {"product": "oat-milk"}),
    ("please remove the bananas from my cart", "RemoveFromCartIntent", {"product": "bananas"}),
    ("take two lemons out of my cart", "RemoveFromCartIntent", {"quantity": "2", "product": "lemons"}),
    ("i don't want the shampoo in my basket", "RemoveFromCartIntent", {"product": "shampoo"}),
    ("can you take the bacon back out", "RemoveFromCartIntent", {"product": "smoked-bacon"}),
    ("delete the honey from my basket", "RemoveFromCartIntent", {"product": "honey"}),
    ("throw the mustard out of the cart", "RemoveFromCartIntent", {"product": "mustard"}),
    ("remove one of the bagels", "RemoveFromCartIntent", {"quantity": "1", "product": "bagels"}),
    ("what's in my basket", "ReviewCartIntent", {}),
    ("tell me what is in my cart so far", "ReviewCartIntent", {}),
    ("what have i put in my basket", "ReviewCartIntent", {}),
    ("please read my basket to me", "ReviewCartIntent", {}),
    ("is there something in my basket", "ReviewCartIntent", {}),
    ("can you go through my cart", "ReviewCartIntent", {}),
    ("what did i put into the basket", "ReviewCartIntent", {}),
    ("i would like to check out now", "CheckoutIntent", {}),
    ("okay check out please", "CheckoutIntent", {}),
    ("that's all please place the order", "CheckoutIntent", {}),
    ("i am done order my cart", "CheckoutIntent", {}),
    ("buy everything in the cart", "CheckoutIntent", {}),
    ("let me pay now", "CheckoutIntent", {}),
    ("please place my order", "CheckoutIntent", {}),
    ("order all the things in my basket", "CheckoutIntent", {}),
    ("the same as last time but without the oat milk", "ReorderIntent", {"without": "oat-milk"}),
    ("my usual without the honey", "ReorderIntent", {"order": "usual", "without": "honey"}),
    ("everything except the bagels please", "ReorderIntent", {"without": "bagels"}),
    ("please reorder my usual without the honey", "ReorderIntent", {"order": "usual", "without": "honey"}),
    ("please remind me when my order comes", "OrderStatusIntent", {}),
    ("order my friday order", "ReorderIntent", {"list": "friday"}),
    ("get me my weekend order", "ReorderIntent", {"list": "weekend"}),
    ("the same but three please", "ReorderIntent", {"quantity": "3"}),
    ("order my camping list", "ReorderIntent", {"list": "camping"}),
    ("save this as my party order", "SaveListIntent", {"list": "party"}),
    ("please remember this as my baking list", "SaveListIntent", {"list": "baking"}),
    ("call that my sunday brunch order", "SaveListIntent", {"list": "sunday brunch"}),
    ("save my last order as my office order", "SaveListIntent", {"list": "office"}),
    ("keep this as my camping list", "SaveListIntent", {"list": "camping"}),
    ("can you save it as my weekend list", "SaveListIntent", {"list": "weekend"}),
    ("make this my breakfast list please", "SaveListIntent", {"list": "breakfast"}),
    ("save my basket as my movie night list", "SaveListIntent", {"list": "movie night"}),
    ("what have i bought", "OrderHistoryIntent", {}),
    ("what did i get from you last time", "OrderHistoryIntent", {}),
    ("tell me about my past orders", "OrderHistoryIntent", {}),
    ("could you list my previous orders", "OrderHistoryIntent", {}),
    ("show me what i ordered last month", "OrderHistoryIntent", {}),
    ("read me my past orders please", "OrderHistoryIntent", {}),
    ("which orders have i placed before", "OrderHistoryIntent", {}),
    ("send it to my work address instead", "ChangeAddressIntent", {"address": "work"}),
    ("please deliver my order to my parents", "ChangeAddressIntent", {"address": "parents"}),
    ("can you deliver it to the office instead", "ChangeAddressIntent", {"address": "work"}),
    ("change the delivery address to twelve maple avenue", "ChangeAddressIntent", {"address": "twelve maple avenue"}),
    ("i want to change my delivery address", "ChangeAddressIntent", {}),
    ("send order four oh seven nine one two to my home", "ChangeAddressIntent", {"order": "407912", "address": "home"}),
    ("i'd like my order sent to my neighbor", "ChangeAddressIntent", {"address": "neighbour"}),
    ("ship my last order to my house instead", "ChangeAddressIntent", {"order": "last", "address": "home"}),
    ("make that three please", "ChangeQuantityIntent", {"quantity": "3"}),
    ("change the oat milk to two", "ChangeQuantityIntent", {"product": "oat-milk", "quantity": "2"}),
    ("i need four bagels instead of that", "ChangeQuantityIntent", {"quantity": "4", "product": "bagels"}),
    ("actually make it five instead", "ChangeQuantityIntent", {"quantity": "5"}),
    ("can you change the bananas to six", "ChangeQuantityIntent", {"product": "bananas", "quantity": "6"}),
    ("i meant two bags of carrots", "ChangeQuantityIntent", {"quantity": "2", "unit": "bag", "product": "carrots"}),
    ("i only want one", "ChangeQuantityIntent", {"quantity": "1"}),
    ("change it to three cartons", "ChangeQuantityIntent", {"quantity": "3", "unit": "carton"}),
    ("what's your policy on returns", "ReturnPolicyIntent", {}),
    ("how would a refund work", "ReturnPolicyIntent", {}),
    ("do i get a refund if something is broken", "ReturnPolicyIntent", {}),
    ("how long do i have to send things back", "ReturnPolicyIntent", {}),
    ("tell me how returns work please", "ReturnPolicyIntent", {}),
    ("is it possible to send things back", "ReturnPolicyIntent", {}),
    ("what is the refund policy", "ReturnPolicyIntent", {}),
    ("i want to return the instant coffee", "StartReturnIntent", {"product": "instant-coffee"}),
    ("send back my last order it is damaged", "StartReturnIntent", {"order": "last", "reason": "damaged"}),
    ("i would like to return two shampoo", "StartReturnIntent", {"quantity": "2", "product": "shampoo"}),
    ("the strawberries were rotten", "StartReturnIntent", {"product": "strawberries", "reason": "quality"}),
    ("i'd like to send the salmon back", "StartReturnIntent", {"product": "salmon-fillet"}),
    ("can i return the granola it's stale", "StartReturnIntent", {"product": "granola", "reason": "quality"}),
    ("the popcorn is missing", "StartReturnIntent", {"product": "popcorn", "reason": "missing_item"}),
    ("where's the refund", "ReturnStatusIntent", {}),
    ("did my return get to you", "ReturnStatusIntent", {}),
    ("when will i have my money back", "ReturnStatusIntent", {}),
    ("have you got my return yet", "ReturnStatusIntent", {}),
    ("what is happening with my refund", "ReturnStatusIntent", {}),
    ("has order four oh seven nine one two been refunded", "ReturnStatusIntent", {"order": "407912"}),
    ("i am still waiting for my refund", "ReturnStatusIntent", {}),
    ("any news on my refund", "ReturnStatusIntent", {}),
    ("do you have any offers today", "PromotionsIntent", {}),
    ("is there anything on sale right now", "PromotionsIntent", {}),
    ("what are the deals this week", "PromotionsIntent", {}),
    ("i've got a coupon welcome ten", "PromotionsIntent", {"code": "WELCOME10"}),
    ("please use the code spring", "PromotionsIntent", {"code": "SPRING"}),
    ("apply the voucher welcome 10", "PromotionsIntent", {"code": "WELCOME10"}),
    ("any bargains today", "PromotionsIntent", {}),
    ("what products are on sale", "PromotionsIntent", {}),
    ("tell me when green tea is back please", "RestockAlertIntent", {"product": "green-tea"}),
    ("could you let me know when you get oat milk again", "RestockAlertIntent", {"product": "oat-milk"}),
    ("let me know once bananas are back", "RestockAlertIntent", {"product": "bananas"}),
    ("notify me when the salmon is back in stock", "RestockAlertIntent", {"product": "salmon-fillet"}),
    ("i'd like to know when tofu is available again", "RestockAlertIntent", {"product": "firm-tofu"}),
    ("put me on the waiting list for green tea", "RestockAlertIntent", {"product": "green-tea"}),
    ("give me an alert when honey is back", "RestockAlertIntent", {"product": "honey"}),
    ("tell me as soon as you have lemons", "RestockAlertIntent", {"product": "lemons"}),
    ("send me two bags of dark roast every two weeks", "SubscribeIntent",
     {"quantity": "2", "unit": "bag", "product": "dark-roast-coffee", "frequency": "2"}),
    ("please subscribe me to oat milk", "SubscribeIntent", {"product": "oat-milk"}),
    ("make my usual a weekly order", "SubscribeIntent", {"order": "usual", "frequency": "1"}),
    ("order bananas every week", "SubscribeIntent", {"product": "bananas", "frequency": "1"}),
    ("i'd like a carton of oat milk once a month", "SubscribeIntent",
     {"unit": "carton", "product": "oat-milk", "frequency": "4"}),
    ("deliver toilet paper every month", "SubscribeIntent", {"product": "toilet-paper", "frequency": "4"}),
    ("start a cat food subscription", "SubscribeIntent", {"product": "cat-food"}),
    ("skip my next delivery please", "ChangeSubscriptionIntent", {"change": "skip"}),
    ("pause my dark roast subscription", "ChangeSubscriptionIntent",
     {"change": "pause", "product": "dark-roast-coffee"}),
    ("cancel my oat milk subscription", "ChangeSubscriptionIntent", {"change": "stop", "product": "oat-milk"}),
    ("move my subscription to next friday", "ChangeSubscriptionIntent", {"change": "move", "day": "next friday"}),
    ("swap the oat milk for soy milk in my subscription", "ChangeSubscriptionIntent",
     {"change": "swap", "product": "oat-milk", "replacement": "soy-milk"}),
    ("what are my subscriptions", "ChangeSubscriptionIntent", {"change": "list"}),
    ("could you pause my subscription until december third", "ChangeSubscriptionIntent",
     {"change": "pause", "day": "december third"}),
    ("postpone my next delivery to monday", "ChangeSubscriptionIntent", {"change": "move", "day": "monday"}),
    ("when would you deliver", "DeliveryOptionsIntent", {}),
    ("what does it cost to deliver", "DeliveryOptionsIntent", {}),
    ("do you deliver on saturdays", "DeliveryOptionsIntent", {}),
    ("can i pay with a card", "DeliveryOptionsIntent", {}),
    ("how long does shipping take", "DeliveryOptionsIntent", {}),
    ("is the delivery free", "DeliveryOptionsIntent", {}),
    ("call me back at five five five zero one four two", "TalkToHumanIntent", {"phone": "5550142"}),
    ("please have somebody call me at 555 0142", "TalkToHumanIntent", {"phone": "5550142"}),
    ("could someone ring me back", "TalkToHumanIntent", {}),
    ("my number is five five five twenty one thirty four", "TalkToHumanIntent", {"phone": "5552134"}),
    ("i'd like someone to call me back", "TalkToHumanIntent", {}),
    ("let me speak with a human being", "TalkToHumanIntent", {}),
    ("ask someone to call me back please", "TalkToHumanIntent", {}),
    ("you can reach me on two one two five five five zero one four two", "TalkToHumanIntent", {"phone": "2125550142"}),
    ("if oat milk is sold out take soy milk", "SubstitutionIntent", {"product": "oat-milk", "replacement": "soy-milk"}),
    ("never replace my decaf", "SubstitutionIntent", {"product": "decaf-coffee", "policy": "none"}),
    ("take the best match for the bagels", "SubstitutionIntent", {"product": "bagels", "policy": "best_match"}),
    ("no substitutes for oat milk please", "SubstitutionIntent", {"product": "oat-milk", "policy": "none"}),
    ("if there are no bananas send me strawberries", "SubstitutionIntent",
     {"product": "bananas", "replacement": "strawberries"}),
    ("when honey is sold out take strawberry jam", "SubstitutionIntent",
     {"product": "honey", "replacement": "strawberry-jam"}),
    ("if you're out of honey send something similar", "SubstitutionIntent",
     {"product": "honey", "policy": "best_match"}),
    ("please don't replace the green tea", "SubstitutionIntent", {"product": "green-tea", "policy": "none"}),
    ("set my spending limit to fifty dollars", "SpendingLimitIntent", {"quantity": "50"}),
    ("please remove my spending limit", "SpendingLimitIntent", {"switch": "off"}),
    ("what is my spending limit right now", "SpendingLimitIntent", {}),
    ("i want my limit to be eighty dollars", "SpendingLimitIntent", {"quantity": "80"}),
    ("don't spend more than thirty dollars", "SpendingLimitIntent", {"quantity": "30"}),
    ("could you raise my spending limit to two hundred dollars", "SpendingLimitIntent", {"quantity": "200"}),
    ("turn off the spending limit", "SpendingLimitIntent", {"switch": "off"}),
    ("how much am i allowed to spend", "SpendingLimitIntent", {}),
    ("one two three four", "VoiceCodeIntent", {"pin": "1234"}),
    ("please set up a voice code", "VoiceCodeIntent", {"switch": "on"}),
    ("remove my voice code", "VoiceCodeIntent", {"switch": "off"}),
    ("my code is four oh seven nine", "VoiceCodeIntent", {"pin": "4079"}),
    ("my pin is twelve thirty four", "VoiceCodeIntent", {"pin": "1234"}),
    ("change my voice code to 9876", "VoiceCodeIntent", {"pin": "9876"}),
    ("turn off the voice code please", "VoiceCodeIntent", {"switch": "off"}),
    ("the code is double one two two", "VoiceCodeIntent", {"pin": "1122"}),
    ("tell me what you store about me", "PrivacyIntent", {}),
    ("how is my data used", "PrivacyIntent", {}),
    ("please export my data", "PrivacyIntent", {}),
    ("can you send me a copy of my data", "PrivacyIntent", {}),
    ("who has my data", "PrivacyIntent", {}),
    ("please delete all of my data", "DeleteMyDataIntent", {}),
    ("i want you to erase everything about me", "DeleteMyDataIntent", {}),
    ("forget all you know about me", "DeleteMyDataIntent", {}),
    ("could you delete my account", "DeleteMyDataIntent", {}),
    ("remove all my data please", "DeleteMyDataIntent", {}),
    ("i want everything about me deleted", "DeleteMyDataIntent", {}),
    ("erase my information", "DeleteMyDataIntent", {}),
    ("delete all the information about me", "DeleteMyDataIntent", {}),
    ("stop using my history", "ConsentIntent", {"choice": "forbid", "purpose": "history"}),
    ("don't send me offers", "ConsentIntent", {"choice": "forbid", "purpose": "offers"}),
    ("you may remind me", "ConsentIntent", {"choice": "allow", "purpose": "reminders"}),
    ("please stop sending me ads", "ConsentIntent", {"choice": "forbid", "purpose": "offers"}),
    ("you can use my order history", "ConsentIntent", {"choice": "allow", "purpose": "history"}),
    ("i don't want you to send me promotions", "ConsentIntent", {"choice": "forbid", "purpose": "offers"}),
    ("turn on reminders", "ConsentIntent", {"choice": "allow", "purpose": "reminders"}),
    ("do not remind me anymore", "ConsentIntent", {"choice": "forbid", "purpose": "reminders"}),
    ("i could use three cartons of oat milk", "PlaceOrderIntent",
     {"quantity": "3", "unit": "carton", "product": "oat-milk"}),
    ("order two green teas", "PlaceOrderIntent", {"quantity": "2", "product": "green-tea"}),
    ("can you order bananas for us", "PlaceOrderIntent", {"product": "bananas"}),
    ("i'd love some granola", "PlaceOrderIntent", {"product": "granola"}),
    ("how much is the oat milk today", "PriceIntent", {"product": "oat-milk"}),
    ("what would six bagels cost me", "PriceIntent", {"quantity": "6", "product": "bagels"}),
    ("what do you want for honey", "PriceIntent", {"product": "honey"}),
    ("where is my order now", "OrderStatusIntent", {}),
    ("has my delivery been sent yet", "OrderStatusIntent", {}),
    ("when does my package arrive", "OrderStatusIntent", {}),
    ("cancel that order please", "CancelOrderIntent", {}),
    ("i want to cancel my last order", "CancelOrderIntent", {"order": "last"}),
    ("please don't ship my order", "CancelOrderIntent", {}),
    ("can you recommend something good", "RecommendIntent", {}),
    ("what do you think i should order", "RecommendIntent", {}),
    ("suggest something tasty", "RecommendIntent", {}),
)  # fmt: skip
KOREAN: tuple[Row, ...] = (
    ("본점에 귀리 우유 있어요", "CheckStockIntent", {"product": "oat-milk", "place": "main"}),
    ("혹시 본점에 베이글 있나요", "CheckStockIntent", {"product": "bagels", "place": "main"}),
    ("밀 스트리트점에서 꿀 살 수 있어요", "CheckStockIntent", {"product": "honey", "place": "mill-street"}),
    ("두유 어느 매장에 있어요", "CheckStockIntent", {"product": "soy-milk"}),
    ("계란 좀 남아 있나요", "CheckStockIntent", {"product": "brown-eggs"}),
    ("밀 스트리트 매장에 라면 있나요", "CheckStockIntent", {"product": "instant-noodles", "place": "mill-street"}),
    ("두유 장바구니에 좀 담아 주세요", "AddToCartIntent", {"product": "soy-milk"}),
    ("바나나를 바구니에 넣어 주세요", "AddToCartIntent", {"product": "bananas"}),
    ("장바구니에 계란 두 개 넣어 주세요", "AddToCartIntent", {"product": "brown-eggs", "quantity": "2"}),
    ("귀리 우유 세 팩 장바구니에 추가해 주세요", "AddToCartIntent",
     {"product": "oat-milk", "quantity": "3", "unit": "carton"}),
    ("식빵도 장바구니에 담아 줘", "AddToCartIntent", {"product": "white-bread"}),
    ("레몬 다섯 개 담아 주세요", "AddToCartIntent", {"product": "lemons", "quantity": "5"}),
    ("두유를 장바구니에서 빼 줘", "RemoveFromCartIntent", {"product": "soy-milk"}),
    ("장바구니에서 바나나를 빼 주세요", "RemoveFromCartIntent", {"product": "bananas"}),
    ("계란 장바구니에서 좀 빼 주세요", "RemoveFromCartIntent", {"product": "brown-eggs"}),
    ("레몬 두 개만 빼 주세요", "RemoveFromCartIntent", {"product": "lemons", "quantity": "2"}),
    ("베이글은 빼 줘", "RemoveFromCartIntent", {"product": "bagels"}),
    ("카트에서 식빵 빼 주세요", "RemoveFromCartIntent", {"product": "white-bread"}),
    ("장바구니에 뭐가 있어요", "ReviewCartIntent", {}),
    ("장바구니 좀 읽어 주세요", "ReviewCartIntent", {}),
    ("지금 장바구니에 뭐 있어", "ReviewCartIntent", {}),
    ("내 장바구니 보여 줘", "ReviewCartIntent", {}),
    ("바구니에 뭐가 들었어요", "ReviewCartIntent", {}),
    ("장바구니 합계 얼마예요", "ReviewCartIntent", {}),
    ("이제 결제해 주세요", "CheckoutIntent", {}),
    ("장바구니에 있는 거 다 주문해 줘", "CheckoutIntent", {}),
    ("결제 좀 해 주세요", "CheckoutIntent", {}),
    ("다 골랐어요 결제해 주세요", "CheckoutIntent", {}),
    ("담은 거 다 결제해 주세요", "CheckoutIntent", {}),
    ("계산 좀 해 주세요", "CheckoutIntent", {}),
    ("늘 시키던 걸로 두유 빼고 주세요", "ReorderIntent", {"order": "usual", "without": "soy-milk"}),
    ("지난번 주문에서 바나나 빼고 주문해 주세요", "ReorderIntent", {"order": "last", "without": "bananas"}),
    ("금요일 목록 주문해 주세요", "ReorderIntent", {"list": "friday"}),
    ("캠핑 목록 주문해 줘", "ReorderIntent", {"list": "캠핑"}),
    ("똑같은 걸로 두 개 주세요", "ReorderIntent", {"quantity": "2"}),
    ("계란만 빼고 똑같이 주문해 주세요", "ReorderIntent", {"without": "brown-eggs"}),
    ("이걸 파티 목록으로 저장해 주세요", "SaveListIntent", {"list": "party"}),
    ("이 주문을 주말 주문으로 저장해 주세요", "SaveListIntent", {"list": "weekend"}),
    ("캠핑 목록으로 저장해 주세요", "SaveListIntent", {"list": "캠핑"}),
    ("장바구니를 사무실 목록으로 저장해 줘", "SaveListIntent", {"list": "office"}),
    ("이거 베이킹 목록으로 기억해 줘", "SaveListIntent", {"list": "baking"}),
    ("아침 식사 주문으로 기억해 주세요", "SaveListIntent", {"list": "breakfast"}),
    ("제 주문 내역 알려 주세요", "OrderHistoryIntent", {}),
    ("지난번에 제가 뭐 샀어요", "OrderHistoryIntent", {}),
    ("전에 주문한 거 알려 주세요", "OrderHistoryIntent", {}),
    ("최근 주문 내역 보여 줘", "OrderHistoryIntent", {}),
    ("저번에 뭐 주문했어요", "OrderHistoryIntent", {}),
    ("구매 내역 좀 알려 줘", "OrderHistoryIntent", {}),
    ("배송지 회사로 변경해 주세요", "ChangeAddressIntent", {"address": "work"}),
    ("주소를 집으로 바꿔 주세요", "ChangeAddressIntent", {"address": "home"}),
    ("부모님 댁으로 보내 주세요", "ChangeAddressIntent", {"address": "parents"}),
    ("배송지를 강남역으로 바꿔 주세요", "ChangeAddressIntent", {"address": "강남역"}),
    ("배송지 좀 바꿔 주세요", "ChangeAddressIntent", {}),
    ("지난번 주문 회사로 보내 주세요", "ChangeAddressIntent", {"order": "last", "address": "work"}),
    ("세 개로 바꿔 주세요", "ChangeQuantityIntent", {"quantity": "3"}),
    ("두유를 두 팩으로 바꿔 주세요", "ChangeQuantityIntent",
     {"product": "soy-milk", "quantity": "2", "unit": "carton"}),
    ("계란 네 개로 바꿔 줘", "ChangeQuantityIntent", {"product": "brown-eggs", "quantity": "4"}),
    ("바나나는 다섯 개로 바꿔 주세요", "ChangeQuantityIntent", {"product": "bananas", "quantity": "5"}),
    ("수량을 세 개로 바꿔 주세요", "ChangeQuantityIntent", {"quantity": "3"}),
    ("아니요 두 개로 해 주세요", "ChangeQuantityIntent", {"quantity": "2"}),
    ("반품 규정이 뭐예요", "ReturnPolicyIntent", {}),
    ("반품은 어떻게 해요", "ReturnPolicyIntent", {}),
    ("환불 규정 좀 알려 주세요", "ReturnPolicyIntent", {}),
    ("반품은 언제까지 돼요", "ReturnPolicyIntent", {}),
    ("교환도 되나요", "ReturnPolicyIntent", {}),
    ("인스턴트 커피 반품하고 싶어요", "StartReturnIntent", {"product": "instant-coffee"}),
    ("계란이 깨졌어요", "StartReturnIntent", {"product": "brown-eggs", "reason": "damaged"}),
    ("지난번 주문 환불하고 싶어요", "StartReturnIntent", {"order": "last"}),
    ("딸기가 상해서 환불해 주세요", "StartReturnIntent", {"product": "strawberries", "reason": "quality"}),
    ("두유 두 개 반품해 주세요", "StartReturnIntent", {"product": "soy-milk", "quantity": "2"}),
    ("물건이 잘못 왔어요", "StartReturnIntent", {"reason": "wrong_item"}),
    ("환불은 언제 돼요", "ReturnStatusIntent", {}),
    ("제 환불 어떻게 됐어요", "ReturnStatusIntent", {}),
    ("반품한 물건 받으셨나요", "ReturnStatusIntent", {}),
    ("내 환불 언제 들어와요", "ReturnStatusIntent", {}),
    ("반품은 어떻게 됐나요", "ReturnStatusIntent", {}),
    ("환불 상태 좀 알려 주세요", "ReturnStatusIntent", {}),
    ("오늘 세일하는 거 있어요", "PromotionsIntent", {}),
    ("지금 할인하는 상품 있나요", "PromotionsIntent", {}),
    ("할인 행사 뭐 있어요", "PromotionsIntent", {}),
    ("쿠폰 코드 웰컴 십 써 주세요", "PromotionsIntent", {"code": "WELCOME10"}),
    ("스프링 쿠폰 적용해 줘", "PromotionsIntent", {"code": "SPRING"}),
    ("특가 상품 알려 주세요", "PromotionsIntent", {}),
    ("녹차 들어오면 저한테 알려 주세요", "RestockAlertIntent", {"product": "green-tea"}),
    ("두유가 다시 들어오면 알려 줘", "RestockAlertIntent", {"product": "soy-milk"}),
    ("바나나 입고되면 말해 주세요", "RestockAlertIntent", {"product": "bananas"}),
    ("식빵 재입고 알림 신청할게요", "RestockAlertIntent", {"product": "white-bread"}),
    ("계란 다시 들어오면 연락 주세요", "RestockAlertIntent", {"product": "brown-eggs"}),
    ("귀리 우유 재입고되면 알려 줘", "RestockAlertIntent", {"product": "oat-milk"}),
    ("두유 매주 보내 주세요", "SubscribeIntent", {"product": "soy-milk", "frequency": "1"}),
    ("다크 로스트 커피 두 봉지 이 주마다 보내 주세요", "SubscribeIntent",
     {"product": "dark-roast-coffee", "quantity": "2", "unit": "bag", "frequency": "2"}),
    ("귀리 우유를 정기 배송해 주세요", "SubscribeIntent", {"product": "oat-milk"}),
    ("매달 화장지 보내 주세요", "SubscribeIntent", {"frequency": "4", "product": "toilet-paper"}),
    ("바나나 일주일에 한 번 배송해 주세요", "SubscribeIntent", {"product": "bananas", "frequency": "1"}),
    ("계란 구독할래요", "SubscribeIntent", {"product": "brown-eggs"}),
    ("정기 배송 이번만 건너뛰어 주세요", "ChangeSubscriptionIntent", {"change": "skip"}),
    ("두유 정기 배송 해지해 주세요", "ChangeSubscriptionIntent", {"product": "soy-milk", "change": "stop"}),
    ("구독 목록 알려 주세요", "ChangeSubscriptionIntent", {"change": "list"}),
    ("다음 배송 금요일로 옮겨 주세요", "ChangeSubscriptionIntent", {"change": "move", "day": "금요일"}),
    ("내 정기 배송 알려 줘", "ChangeSubscriptionIntent", {"change": "list"}),
    ("정기 배송을 잠시 멈춰 주세요", "ChangeSubscriptionIntent", {"change": "pause"}),
    ("배송비는 얼마예요", "DeliveryOptionsIntent", {}),
    ("언제 배달해 줄 수 있어요", "DeliveryOptionsIntent", {}),
    ("토요일에도 배달해요", "DeliveryOptionsIntent", {}),
    ("직접 찾으러 가도 되나요", "DeliveryOptionsIntent", {}),
    ("배송은 며칠 걸려요", "DeliveryOptionsIntent", {}),
    ("공일공 일이삼사 오육칠팔로 전화해 주세요", "TalkToHumanIntent", {"phone": "01012345678"}),
    ("010-1234-5678로 연락 주세요", "TalkToHumanIntent", {"phone": "01012345678"}),
    ("저한테 전화 좀 해 주세요", "TalkToHumanIntent", {}),
    ("제 번호는 공 일 공 일 이 삼 사 오 육 칠 팔 이에요", "TalkToHumanIntent", {"phone": "01012345678"}),
    ("상담원이랑 통화하고 싶어요", "TalkToHumanIntent", {}),
    ("귀리 우유 없으면 두유 주세요", "SubstitutionIntent", {"product": "oat-milk", "replacement": "soy-milk"}),
    ("바나나가 품절이면 딸기 보내 주세요", "SubstitutionIntent", {"product": "bananas", "replacement": "strawberries"}),
    ("다크 로스트 커피는 바꾸지 마세요", "SubstitutionIntent", {"product": "dark-roast-coffee", "policy": "none"}),
    ("베이글 없으면 비슷한 걸로 보내 주세요", "SubstitutionIntent", {"product": "bagels", "policy": "best_match"}),
    ("녹차 품절이면 홍차로 바꿔 주세요", "SubstitutionIntent", {"product": "green-tea", "replacement": "black-tea"}),
    ("계란 대신 메추리알 보내 주세요", "SubstitutionIntent", {"product": "brown-eggs", "replacement": "quail-eggs"}),
    ("한도를 오십 달러로 설정해 주세요", "SpendingLimitIntent", {"quantity": "50"}),
    ("지출 한도 없애 주세요", "SpendingLimitIntent", {"switch": "off"}),
    ("제 한도가 얼마예요", "SpendingLimitIntent", {}),
    ("지출 한도를 백 달러로 바꿔 주세요", "SpendingLimitIntent", {"quantity": "100"}),
    ("삼십 달러 넘게 쓰지 마세요", "SpendingLimitIntent", {"quantity": "30"}),
    ("한도 좀 알려 주세요", "SpendingLimitIntent", {}),
    ("일이삼사", "VoiceCodeIntent", {"pin": "1234"}),
    ("비밀번호는 사 공 칠 구", "VoiceCodeIntent", {"pin": "4079"}),
    ("음성 코드 만들어 주세요", "VoiceCodeIntent", {"switch": "on"}),
    ("음성 코드를 지워 주세요", "VoiceCodeIntent", {"switch": "off"}),
    ("제 코드는 1234 이에요", "VoiceCodeIntent", {"pin": "1234"}),
    ("비밀번호를 설정하고 싶어요", "VoiceCodeIntent", {"switch": "on"}),
    ("내 정보 어디에 써요", "PrivacyIntent", {}),
    ("개인정보를 어떻게 사용하나요", "PrivacyIntent", {}),
    ("내 데이터 좀 보내 줘", "PrivacyIntent", {}),
    ("제 정보 누가 봐요", "PrivacyIntent", {}),
    ("나에 대해서 뭐 알고 있어요", "PrivacyIntent", {}),
    ("제 데이터 다 지워 주세요", "DeleteMyDataIntent", {}),
    ("내 정보 모두 삭제해 줘", "DeleteMyDataIntent", {}),
    ("나를 잊어 주세요", "DeleteMyDataIntent", {}),
    ("제 계정 삭제해 주세요", "DeleteMyDataIntent", {}),
    ("내 개인정보 지워 주세요", "DeleteMyDataIntent", {}),
    ("저에 대한 거 전부 삭제해 주세요", "DeleteMyDataIntent", {}),
    ("내 주문 기록 쓰지 마세요", "ConsentIntent", {"choice": "forbid", "purpose": "history"}),
    ("광고 보내지 마세요", "ConsentIntent", {"choice": "forbid", "purpose": "offers"}),
    ("알림 보내도 돼요", "ConsentIntent", {"choice": "allow", "purpose": "reminders"}),
    ("할인 소식 보내 줘", "ConsentIntent", {"choice": "allow", "purpose": "offers"}),
    ("알림 꺼 주세요", "ConsentIntent", {"choice": "forbid", "purpose": "reminders"}),
    ("구매 기록은 써도 돼요", "ConsentIntent", {"choice": "allow", "purpose": "history"}),
    ("두유 세 팩 주세요", "PlaceOrderIntent", {"product": "soy-milk", "quantity": "3", "unit": "carton"}),
    ("사과를 주문해 줘", "PlaceOrderIntent", {"product": "red-apples"}),
    ("계란 두 개만 주문해 주세요", "PlaceOrderIntent", {"product": "brown-eggs", "quantity": "2"}),
    ("두유는 얼마인가요", "PriceIntent", {"product": "soy-milk"}),
    ("계란 가격 좀 알려 주세요", "PriceIntent", {"product": "brown-eggs"}),
    ("제 주문 어디쯤 왔어요", "OrderStatusIntent", {}),
    ("택배 언제쯤 와요", "OrderStatusIntent", {}),
    ("주문 좀 취소해 줘", "CancelOrderIntent", {}),
    ("지난번 주문을 취소해 주세요", "CancelOrderIntent", {"order": "last"}),
    ("오늘 추천 좀 해 주세요", "RecommendIntent", {}),
)  # fmt: skip


def slots(match: Match) -> dict[str, str]:
    """Each slot as its one id, or as what was said."""
    return {name: value.ids[0] if len(value.ids) == 1 else value.said for name, value in match.slots.items()}


@pytest.mark.parametrize(("text", "intent", "found"), ENGLISH)
def test_an_english_sentence(english: Understanding, text: str, intent: str, found: dict[str, str]) -> None:
    match = english.match(text)

    assert (match.intent, slots(match)) == (intent, found)


@pytest.mark.parametrize(("text", "intent", "found"), KOREAN)
def test_a_korean_sentence(korean: Understanding, text: str, intent: str, found: dict[str, str]) -> None:
    match = korean.match(text)

    assert (match.intent, slots(match)) == (intent, found)


def test_every_intent_of_ours_has_a_sentence_here() -> None:
    for locale, rows in (("en-US", ENGLISH), ("ko-KR", KOREAN)):
        ours = {intent.name for intent in load(locale).intents if "." not in intent.name}
        assert {intent for _text, intent, _found in rows} == ours


def test_none_of_these_is_a_sample() -> None:
    for locale, rows in (("en-US", ENGLISH), ("ko-KR", KOREAN)):
        samples = {sample for intent in load(locale).intents for sample in intent.samples}
        assert samples.isdisjoint(text for text, _intent, _found in rows)


@pytest.mark.parametrize(
    "text",
    [
        "delete my alarm",
        "forget about the meeting",
        "what do you know about dinosaurs",
        "skip this song",
        "pause the film",
        "remove the cover before you start the engine",
        "remind me to feed the dog",
        "they moved to a new house last week",
        "move the car to the garage",
        "the code of conduct is in the drawer",
        "i told him we should pay the rent on friday",
    ],
)
def test_words_of_the_shop_do_not_make_a_sentence_for_the_shop(english: Understanding, text: str) -> None:
    assert english.match(text).intent == FALLBACK


@pytest.mark.parametrize(
    "text", ["오늘 날씨 어때", "알람 몇 시야", "다음 곡 틀어 줘", "채널 바꿔 줘", "티비 켜 줘", "택시 불러 줘"]
)
def test_what_is_not_for_the_shop_in_korean(korean: Understanding, text: str) -> None:
    assert korean.match(text).intent == FALLBACK


# -- an answer to a question


@pytest.mark.parametrize(
    ("said", "intent", "slot", "found"),
    [
        ("one two three four", "VoiceCodeIntent", "pin", "1234"),
        ("it's twelve thirty four", "VoiceCodeIntent", "pin", "1234"),
        ("9876", "VoiceCodeIntent", "pin", "9876"),
        ("five five five zero one four two", "TalkToHumanIntent", "phone", "5550142"),
        ("my number is 555 0142", "TalkToHumanIntent", "phone", "5550142"),
        ("every two weeks", "SubscribeIntent", "frequency", "2"),
        ("two weeks", "SubscribeIntent", "frequency", "2"),
        ("home", "ChangeAddressIntent", "address", "home"),
        ("to the office please", "ChangeAddressIntent", "address", "work"),
        ("forty two maple avenue", "ChangeAddressIntent", "address", "forty two maple avenue"),
        ("send it to the old mill", "ChangeAddressIntent", "address", "old mill"),
        ("camping", "SaveListIntent", "list", "camping"),
        ("call it movie night", "SaveListIntent", "list", "movie night"),
        ("next friday", "ChangeSubscriptionIntent", "day", "next friday"),
        ("until tomorrow", "ChangeSubscriptionIntent", "day", "tomorrow"),
        ("because it was crushed", "StartReturnIntent", "reason", "damaged"),
        ("at mill street", "CheckStockIntent", "place", "mill-street"),
        ("fifty dollars", "SpendingLimitIntent", "quantity", "50"),
        ("the best match", "SubstitutionIntent", "policy", "best_match"),
    ],
)
def test_a_bare_answer(english: Understanding, said: str, intent: str, slot: str, found: str) -> None:
    match = english.match(said, expected_slot=slot, expected_intent=intent)

    assert (match.intent, slots(match)) == (intent, {slot: found})


@pytest.mark.parametrize(
    ("said", "intent", "slot", "found"),
    [
        ("일이삼사", "VoiceCodeIntent", "pin", "1234"),
        ("공일공 일이삼사 오육칠팔", "TalkToHumanIntent", "phone", "01012345678"),
        ("이 주마다요", "SubscribeIntent", "frequency", "2"),
        ("집으로", "ChangeAddressIntent", "address", "home"),
        ("강남역으로 보내 주세요", "ChangeAddressIntent", "address", "강남역"),
        ("캠핑 목록", "SaveListIntent", "list", "캠핑"),
        ("다음 주 금요일로", "ChangeSubscriptionIntent", "day", "다음 주 금요일"),
    ],
)
def test_a_bare_answer_in_korean(korean: Understanding, said: str, intent: str, slot: str, found: str) -> None:
    match = korean.match(said, expected_slot=slot, expected_intent=intent)

    assert (match.intent, slots(match)) == (intent, {slot: found})


def test_four_digits_are_the_voice_code_unless_something_else_was_asked_for(english: Understanding) -> None:
    alone = english.match("one two three four")
    asked = english.match("one two three four", expected_slot="order", expected_intent="OrderStatusIntent")

    assert (alone.intent, slots(alone)) == ("VoiceCodeIntent", {"pin": "1234"})
    assert (asked.intent, slots(asked)) == ("OrderStatusIntent", {"order": "1234"})


def test_a_code_of_another_length_is_passed_on_only_when_it_was_asked_for(english: Understanding) -> None:
    asked = english.match("it's one two three", expected_slot="pin", expected_intent="VoiceCodeIntent")

    assert slots(asked) == {"pin": "123"}
    assert english.match("my code is one two three").intent != "VoiceCodeIntent"


def test_an_answer_in_own_words_has_no_id_even_when_it_ends_in_a_known_one(english: Understanding) -> None:
    asked = english.match("my mother's house", expected_slot="address", expected_intent="ChangeAddressIntent")

    assert asked.slots["address"].ids == ()
    assert asked.slots["address"].said == "my mother's house"


@pytest.mark.parametrize(("said", "intent"), [("no", "AMAZON.NoIntent"), ("where is my order", "OrderStatusIntent")])
def test_a_question_that_takes_any_words_does_not_take_these(english: Understanding, said: str, intent: str) -> None:
    assert english.match(said, expected_slot="address", expected_intent="ChangeAddressIntent").intent == intent


def test_names_from_the_shop_are_known_in_the_place_of_the_built_in_ones() -> None:
    model = load("en-US").with_values("ListName", [Value("dog days", "17")])
    model = model.with_values("Place", [Value("harbor shop", "harbor")])

    understanding = Understanding(model)

    assert slots(understanding.match("order my dog days order")) == {"list": "17"}
    assert slots(understanding.match("is oat milk in stock at the harbor shop")) == {
        "product": "oat-milk",
        "place": "harbor",
    }


def test_a_day_that_does_not_exist_is_no_day(english: Understanding) -> None:
    assert "day" not in english.match("move my subscription to the fortieth").slots


def test_two_gaps_of_one_type_get_a_value_each(english: Understanding) -> None:
    match = english.match("if oat milk is soldout take soy milk")

    assert slots(match) == {"product": "oat-milk", "replacement": "soy-milk"}
