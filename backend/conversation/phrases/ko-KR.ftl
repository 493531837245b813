# What Encore says in Korean. Short and polite. Particles that depend on the sound before them stay away from gaps.

## Building blocks

# How a day is written, in the letters of Unicode date patterns.
day-pattern = M월 d일 EEEE
day = { $offset ->
    [-1] 어제
    [0] 오늘
    [1] 내일
   *[other] { $date }에
}
# So many of a product, with its unit. Counting words from one to four have a form of their own before a unit.
item-bag = { $count ->
    [1] { $product } 한 봉지
    [2] { $product } 두 봉지
    [3] { $product } 세 봉지
    [4] { $product } 네 봉지
   *[other] { $product } { $count } 봉지
}
item-bottle = { $count ->
    [1] { $product } 한 병
    [2] { $product } 두 병
    [3] { $product } 세 병
    [4] { $product } 네 병
   *[other] { $product } { $count } 병
}
item-box = { $count ->
    [1] { $product } 한 상자
    [2] { $product } 두 상자
    [3] { $product } 세 상자
    [4] { $product } 네 상자
   *[other] { $product } { $count } 상자
}
item-can = { $count ->
    [1] { $product } 한 캔
    [2] { $product } 두 캔
    [3] { $product } 세 캔
    [4] { $product } 네 캔
   *[other] { $product } { $count } 캔
}
item-carton = { $count ->
    [1] { $product } 한 팩
    [2] { $product } 두 팩
    [3] { $product } 세 팩
    [4] { $product } 네 팩
   *[other] { $product } { $count } 팩
}
item-jar = { $count ->
    [1] { $product } 한 통
    [2] { $product } 두 통
    [3] { $product } 세 통
    [4] { $product } 네 통
   *[other] { $product } { $count } 통
}
item-pack = { $count ->
    [1] { $product } 한 묶음
    [2] { $product } 두 묶음
    [3] { $product } 세 묶음
    [4] { $product } 네 묶음
   *[other] { $product } { $count } 묶음
}
item-loaf = { $count ->
    [1] { $product } 한 덩어리
    [2] { $product } 두 덩어리
    [3] { $product } 세 덩어리
    [4] { $product } 네 덩어리
   *[other] { $product } { $count } 덩어리
}
item-bunch = { $count ->
    [1] { $product } 한 송이
    [2] { $product } 두 송이
    [3] { $product } 세 송이
    [4] { $product } 네 송이
   *[other] { $product } { $count } 송이
}
item-roll = { $count ->
    [1] { $product } 한 롤
    [2] { $product } 두 롤
    [3] { $product } 세 롤
    [4] { $product } 네 롤
   *[other] { $product } { $count } 롤
}
item-tube = { $count ->
    [1] { $product } 한 튜브
    [2] { $product } 두 튜브
    [3] { $product } 세 튜브
    [4] { $product } 네 튜브
   *[other] { $product } { $count } 튜브
}
item-kilogram = { $product } { $count }킬로그램
item-bar = { $count ->
    [1] { $product } 한 개
    [2] { $product } 두 개
    [3] { $product } 세 개
    [4] { $product } 네 개
   *[other] { $product } { $count } 개
}
item-dozen = { $count ->
    [1] { $product } 한 다스
    [2] { $product } 두 다스
    [3] { $product } 세 다스
    [4] { $product } 네 다스
   *[other] { $product } { $count } 다스
}
item-piece = { $count ->
    [1] { $product } 한 개
    [2] { $product } 두 개
    [3] { $product } 세 개
    [4] { $product } 네 개
   *[other] { $product } { $count } 개
}
# Before a price: ... 8달러.
unit-bag = 한 봉지에
unit-bottle = 한 병에
unit-box = 한 상자에
unit-can = 한 캔에
unit-carton = 한 팩에
unit-jar = 한 통에
unit-pack = 한 묶음에
unit-loaf = 한 덩어리에
unit-bunch = 한 송이에
unit-roll = 한 롤에
unit-tube = 한 튜브에
unit-kilogram = 1킬로그램에
unit-bar = 한 개에
unit-dozen = 한 다스에
unit-piece = 한 개에
verbatim = { $text }

## Opening, help, closing

welcome = { $name } 님, 안녕하세요. { $shop }입니다. 늘 시키던 주문을 다시 하거나, 재고를 묻거나, 배송을 확인할 수 있어요.
welcome-stranger = { $shop }에 오신 걸 환영해요. 재고와 가격을 물어보실 수 있어요.
what-now = 무엇을 도와드릴까요?
anything-else = 더 필요한 거 있으세요?
help = 이렇게 말씀해 보세요. 늘 시키던 걸로 주세요, 진한 커피 있나요, 두 개 주문해 주세요, 배송 언제 와요, 주문 취소해 주세요. 사람과 이야기하려면, 상담원 연결해 주세요, 라고 하세요.
goodbye = 안녕히 계세요.
started-over = 네, 처음부터 다시 할게요.
not-understood = 죄송해요, 잘 못 알아들었어요. 늘 시키던 걸로 주세요, 또는 배송 언제 와요, 라고 말씀해 보세요.
not-understood-short = 죄송해요, 잘 못 알아들었어요.
not-understood-again = 이번에도 못 알아들었어요. 도움말, 이라고 하시면 할 수 있는 일을 알려 드려요. 사람과 이야기하려면, 상담원 연결해 주세요, 라고 하세요.
not-now = 지금은 대답하실 질문이 없어요.
trouble = 죄송해요, 저희 쪽에 문제가 생겼어요. 주문 중이었다면, 다시 하기 전에 주문 상태를 먼저 물어봐 주세요.
all-right = 알겠어요.

## Products

which-product = 어떤 상품을 말씀하세요?
which-of = { $products }, 어떤 걸 말씀하세요?
unknown-product = { $said }, 저희 가게에는 없는 상품이에요.
in-stock = 네, { $product } 있어요.
low-stock = { $left ->
    [1] 네, { $product } 있지만, 한 개밖에 안 남았어요.
    [2] 네, { $product } 있지만, 두 개밖에 안 남았어요.
    [3] 네, { $product } 있지만, 세 개밖에 안 남았어요.
    [4] 네, { $product } 있지만, 네 개밖에 안 남았어요.
   *[other] 네, { $product } 있지만, { $left } 개밖에 안 남았어요.
}
sold-out = { $product }, 지금은 품절이에요.
sold-out-until = { $product }, 지금은 품절이에요. { $day } 다시 들어올 예정이에요.
alternative = 대신 { $product } 있어요. 가격은 { $price }입니다.
want-alternative = 그걸로 드릴까요?
price = { $product } 가격은 { $unit } { $price }입니다.
price-of = { $items }, 모두 { $price }입니다.
shall-i-order = 주문해 드릴까요?
shall-i-order-them = 모두 주문해 드릴까요?
in-stock-several = 네, { $products }, 모두 있어요.
sold-out-several = { $products }, 지금은 모두 품절이에요.

## Quote and order

usual-is = 늘 시키시던 건 { $items }입니다.
last-was = 지난번 주문은 { $items }입니다.
that-is = 주문하실 건 { $items }입니다.
costs = 배송비 { $delivery }까지 합해서, 세금 포함 { $total }입니다.
costs-free-delivery = 배송비는 없고, 세금 포함 { $total }입니다.
sold-by = { $shop }에서 { $day } { $address } 주소로 배송해 드려요.
shall-i-place = 주문할까요?
left-out = { $product }, 품절이라서 뺐어요.
reduced = { $taken ->
    [1] { $product }, 한 개밖에 안 남아서 한 개만 담았어요.
    [2] { $product }, 두 개밖에 안 남아서 두 개만 담았어요.
    [3] { $product }, 세 개밖에 안 남아서 세 개만 담았어요.
    [4] { $product }, 네 개밖에 안 남아서 네 개만 담았어요.
   *[other] { $product }, { $taken } 개밖에 안 남아서 { $taken } 개만 담았어요.
}
only-left = { $left ->
    [1] { $product }, 한 개밖에 안 남았어요.
    [2] { $product }, 두 개밖에 안 남았어요.
    [3] { $product }, 세 개밖에 안 남았어요.
    [4] { $product }, 네 개밖에 안 남았어요.
   *[other] { $product }, { $left } 개밖에 안 남았어요.
}
take-them = { $left ->
    [1] 남은 한 개를 드릴까요?
    [2] 남은 두 개를 드릴까요?
    [3] 남은 세 개를 드릴까요?
    [4] 남은 네 개를 드릴까요?
   *[other] 남은 { $left } 개를 드릴까요?
}
placed = 주문했어요. 주문 번호는 { $number }입니다. { $day } 도착해요.
placed-card = 주문 { $number }
placed-card-line = { $item }: { $price }
placed-card-delivery = 배송비: { $price }
placed-card-total = 합계: { $total }, 세금 포함. { $shop }에서 { $day } { $address } 주소로 배송해 드려요.
not-placed = 네, 주문하지 않았어요.
quantity-zero = 한 상품을 1개에서 { $most }개까지 주문할 수 있어요.
quantity-too-many = { $quantity }개는 음성으로 주문하기에 너무 많아요. 한 상품에 { $most }개까지 주문할 수 있어요.
how-many = 몇 개 드릴까요?
quote-expired = 시간이 좀 지나서 다시 확인했어요.
price-changed = { $product }의 가격이 { $before }에서 { $price }(으)로 바뀌었어요.
address-changed = 배송지가 지금은 { $address }(으)로 되어 있어요.
not-confirmed = 아직 가게에서 주문 확인을 받지 못했어요.
ask-again-yes = 네라고 다시 말씀하시면 확인해 볼게요. 두 번 주문되지는 않아요. 확인할까요?
no-answer = 지금 가게와 연결되지 않아요.
already-on-it = 그 요청은 이미 처리하고 있어서 두 번 하지는 않을게요. 잠시 후에 잘 되었는지 확인해 주세요.
ask-again = 잠시 후에 다시 말씀해 주세요. 무엇을 도와드릴까요?
quote-changed = 말씀드린 뒤에 바뀐 것이 있어요.
nothing-to-reorder = 아직 여기서 주문하신 적이 없어서, 늘 시키시는 걸 몰라요.
all-sold-out = { $count ->
    [1] 죄송해요, { $products }, 지금은 품절이에요.
   *[other] 죄송해요, { $products }, 지금은 모두 품절이에요.
}
yes-or-no = 네라고 하셨나요, 아니요라고 하셨나요?
yes-or-no-to = 네, 또는 아니요, 라고 말씀해 주세요. { $question }
link-account = 아직 누구신지 몰라서 주문하거나 주문을 찾을 수 없어요. 가게에 계정 연결을 부탁해 주세요.
link-account-card = 그건 누구신지 알아야 해 드릴 수 있어요. 알렉사 앱으로 보내 드린 카드에서 가게 계정을 연결한 다음, 다시 말씀해 주세요.
link-expired = 가게 계정 연결이 끝났어요. 알렉사 앱에 있는 카드에서 다시 연결한 다음, 한 번 더 말씀해 주세요.

## Afterwards

order-placed = 주문 { $number }, 지금 준비하고 있어요. { $day } 도착해요.
order-packed = 주문 { $number }, 포장이 끝났어요. { $day } 도착해요.
order-partly-shipped = 주문 { $number }의 일부가 배송 중이고 나머지도 곧 출발해요. { $day } 모두 도착할 예정이에요.
order-shipped = 주문 { $number }, 지금 가고 있어요. { $day } 도착해요.
order-out = 주문 { $number }, 배달 중이에요. 오늘 도착할 거예요.
order-delayed = 주문 { $number }, 배송이 늦어지고 있어요. { $day } 도착할 예정이에요.
order-returned = 주문 { $number }, 가게로 되돌아오고 있어요.
order-delivered = 주문 { $number }, 배송이 끝났어요.
order-cancelled = 주문 { $number }, 취소됐어요.
order-overdue = 주문 { $number }, { $day } 도착할 예정이었는데, 아직 도착했다는 소식이 없어요.
order-holds = 주문하신 건 { $items }입니다.
no-orders = 아직 주문하신 게 없어요.
unknown-order = 주문 번호 { $number }, 찾을 수 없어요.
confirm-cancel = 주문 { $number }, { $items }입니다. 취소할까요?
cancelled = 주문 { $number }, 취소했어요. 돈은 나가지 않아요.
not-cancelled = 네, 주문은 그대로 둘게요.
too-late-shipped = 주문 { $number }, 이미 가고 있어서 취소할 수 없어요. 받으실 때 거절하시거나, 상담원 연결해 주세요, 라고 하세요.
too-late-packed = 주문 { $number }, 포장하고 있어서 음성으로는 취소할 수 없어요. 상담원 연결해 주세요, 라고 해 보세요.
too-late-delivered = 주문 { $number }, 이미 배송이 끝나서 취소할 수 없어요.
already-cancelled = 주문 { $number }, 이미 취소됐어요.

## People and ideas

talk-to-human = 저희 전화번호는 { $phone }입니다. { $hours } 받아요.
talk-to-human-plain = 저희 전화번호는 { $phone }입니다.
talk-to-human-none = 죄송해요, 가게 전화번호를 아직 몰라요.
recommend = 자주 사시는 건 { $products }입니다.
recommend-none = 아직 취향을 잘 몰라요. 상품 재고를 물어봐 주세요.
which-to-order = 어떤 걸 주문할까요?

## Personal

limit-is = 한 번에 { $limit }까지만 주문할 수 있게 되어 있어요.
limit-none = 주문 한도가 없어요. 정하시려면 예를 들어, 주문 한도를 { $example }까지로 해 주세요, 라고 말씀해 주세요.
limit-how-much = 한 번에 얼마까지 주문할 수 있게 할까요?
limit-set = 네, 이제 한 번에 { $limit }까지만 주문할 수 있어요.
limit-off = 네, 이제 주문 한도가 없어요.
limit-kept = 네, 주문 한도는 그대로 둘게요.
limit-refused = 주문 한도는 0보다 크고 { $most }보다 많지 않아야 해요.
confirm-limit-up = 주문 한도를 { $before }에서 { $limit }까지 올릴까요?
confirm-limit-off = 지금 주문 한도는 { $limit }입니다. 한도를 없앨까요?
code-which = 음성 비밀번호가 어떻게 되나요?
code-wrong = { $left ->
    [1] 음성 비밀번호가 달라요. 한 번 더 말씀하실 수 있어요.
   *[other] 음성 비밀번호가 달라요. { $left }번 더 말씀하실 수 있어요.
}
code-locked = 세 번 틀려서 음성 비밀번호가 잠겼어요. 가게에서 풀어 드려요. 상담원 연결해 주세요, 라고 말씀해 주세요.
code-new = 어떤 숫자 네 자리로 할까요?
code-twice = 숫자 네 자리를 한 번 더 말씀해 주시겠어요?
code-different = 두 번 말씀하신 숫자가 달라서 정하지 않았어요.
code-set = 음성 비밀번호를 정했어요. 이제 주문할 때마다 여쭤볼게요.
code-weak = 그 번호는 너무 맞히기 쉬워요.
code-four-digits = 음성 비밀번호는 숫자 네 자리예요.
code-on = 음성 비밀번호가 있어요. 바꾸시려면 먼저, 음성 비밀번호 꺼 줘, 라고 말씀해 주세요.
code-none = 음성 비밀번호가 없어요.
code-off = 음성 비밀번호를 껐어요. 이제 여쭤보지 않을게요.
code-offer = 이렇게 큰 주문은 네 자리 음성 비밀번호로 먼저 확인해 드릴 수 있어요. 음성 비밀번호 설정해 줘, 라고 말씀해 주세요.
code-alexa-asks = 이제 알렉사가 PIN을 여쭤볼 거예요.
code-alexa-set = 앞으로 주문할 때마다 알렉사가 프로필 PIN을 여쭤볼 거예요. 아직 없으시면 알렉사 앱의 프로필에서 정해 주세요.
code-alexa-needs-voice = 그러려면 알렉사가 목소리를 알아봐야 하는데, 아직 알아보지 못해요. 알렉사 앱에서 목소리를 등록하신 뒤 다시 말씀해 주세요.
code-alexa-unknown-voice = 그러려면 알렉사가 목소리를 알아봐야 하는데, 아직 알아보지 못해요. 알렉사 앱에서 목소리를 등록하시거나, 상담원 연결해 주세요, 라고 말씀하시면 가게에서 비밀번호를 풀어 드려요.
code-alexa-not-set-up = 아직 프로필 PIN이 없어서 아무것도 하지 않았어요. 알렉사 앱의 프로필에서 정해 주세요.
code-alexa-refused = PIN이 맞지 않아서 아무것도 하지 않았어요.
address-refused = 주소가 비어 있거나 너무 길어요. 더 짧게 말씀해 주세요.
too-many-addresses = 저장된 주소가 벌써 { $most }개예요. 가게에 하나를 지워 달라고 해 주세요.
no-addresses = 저장된 주소가 없어요. 가게에서 저장해 드릴 수 있어요.
which-saved-address = { $known }, 저장된 주소 중 어디로 보낼까요?
unknown-address = 모르는 주소예요. 저장된 주소는 { $known }입니다.

## Privacy

privacy-kept = 가게는 이름과 주소, 주문, 그리고 기억해 달라고 하신 것을 보관해요. 목소리는 녹음해 두지 않고, 언제든지 내 정보 지워 줘, 라고 말씀하시면 돼요.
privacy-offer = 모든 정보의 사본을 보내 달라고 가게에 전할까요?
export-asked = 전했어요. 한 달 안에 가게에서 사본을 보내 드려요.
consent-which = 주문 기록, 할인 소식, 알림 중에서 어떤 걸 말씀하세요?
consent-choice = 허용할까요, 아니면 막을까요?
consent-is-on = 지금은 허용되어 있어요.
consent-is-off = 지금은 허용되어 있지 않아요.
history-allow = 네, 지난 주문을 보고 늘 시키시는 걸 알아 둘게요.
history-forbid = 네, 이제 늘 시키시는 걸 알거나 추천하는 데 지난 주문을 쓰지 않을게요.
offers-allow = 네, 할인 소식을 알려 드릴게요.
offers-forbid = 네, 할인 소식은 알려 드리지 않을게요.
reminders-allow = 네, 알림을 드릴게요.
reminders-forbid = 네, 알림을 드리지 않을게요.
delete-means = 계정과 목록, 정기 배송이 모두 지워지고 되돌릴 수 없어요. 지난 주문은 세금 때문에 가게에 남지만, 이름과 주소는 지워져요.
confirm-delete = 모든 정보를 지울까요?
not-deleted = 네, 아무것도 지우지 않았어요.
deleted = 모든 정보를 지웠어요.
delete-blocked = { $count ->
    [1] 주문 { $numbers }, 아직 끝나지 않아서 정보를 지울 수 없어요.
   *[other] 아직 끝나지 않은 주문이 { $count }개 있어서 정보를 지울 수 없어요: { $numbers }.
}
delete-later = 배송이 끝나면 다시 말씀해 주세요. 또는, 상담원 연결해 주세요, 라고 하세요.

## Stores, basket, offers

low-stock-at = { $left ->
    [1] { $place }, { $product } 한 개밖에 안 남았어요.
    [2] { $place }, { $product } 두 개밖에 안 남았어요.
    [3] { $place }, { $product } 세 개밖에 안 남았어요.
    [4] { $place }, { $product } 네 개밖에 안 남았어요.
   *[other] { $place }, { $product } { $left } 개밖에 안 남았어요.
}
in-stock-at = 네, { $place }에 { $product } 있어요.
sold-out-at = { $place }, { $product } 지금은 품절이에요.
sold-out-at-until = { $place }, { $product } 지금은 품절이에요. { $day } 다시 들어올 예정이에요.
delivered-instead = 하지만 배송해 드릴 수 있어요.
left-at = { $left ->
    [1] { $place }에 한 개 남아 있어요.
    [2] { $place }에 두 개 남아 있어요.
    [3] { $place }에 세 개 남아 있어요.
    [4] { $place }에 네 개 남아 있어요.
   *[other] { $place }에 { $left } 개 남아 있어요.
}
shall-i-order-to-fetch = 거기서 찾아가시도록 주문해 드릴까요?
unknown-place = { $place }, 저희 매장에는 없는 이름이에요.
our-places = 저희 매장은 { $places }입니다.
shall-i-tell = { $product }, 다시 들어오면 알려 드릴까요?
will-tell = { $product }, 다시 들어오면 다음에 저와 이야기하실 때 알려 드릴게요.
back-again = { $count ->
    [1] 좋은 소식이에요. { $products }, 다시 들어왔어요.
   *[other] 좋은 소식이에요. { $products }, 모두 다시 들어왔어요.
}
added = { $item } 장바구니에 담았어요.
added-more = 더 담았어요. 이제 장바구니에 { $item } 있어요.
removed = { $product }, 장바구니에서 뺐어요.
removed-some = 네, 이제 장바구니에 { $item } 남았어요.
not-in-basket = { $product }, 장바구니에 없어요.
basket-empty = 장바구니가 비어 있어요.
basket-has = 장바구니에 { $items } 있어요.
basket-has-many = 장바구니에 상품이 { $count }가지 있어요. 마지막에 담으신 건 { $items }입니다.
basket-total = 모두 { $total }쯤이에요.
basket-promotion = 쓰실 할인은 { $name }입니다.
basket-kept = 네, 장바구니에 그대로 둘게요.
basket-full = 장바구니가 가득 찼어요. 상품을 { $most }가지까지 담을 수 있어요. 하나를 빼거나 먼저 주문해 주세요.
basket-too-many = 장바구니에 벌써 { $item } 있어요. 한 상품에 { $most }개까지 담을 수 있어요.
more-or-check-out = 더 담으시겠어요, 아니면 주문할까요?
shall-i-check-out = 장바구니에 있는 걸 주문할까요?
what-to-add = 다 담으셨으면, 주문해 주세요, 라고 하세요. 무엇을 더 담을까요?
off-percent = { $percent }퍼센트 할인
off-fixed = { $amount } 할인
promotion-rule = { $which ->
    [first] 첫 주문 { $off }
   *[any] 주문 { $off }
}
promotion-rule-from = { $which ->
    [first] { $from } 이상 첫 주문 { $off }
   *[any] { $from } 이상 주문 { $off }
}
promotion-automatic = 코드 없이 { $rule } 받으실 수 있어요.
promotion-by-code = { $name } 코드로 { $rule } 받으실 수 있어요.
how-to-use-code = 쓰시려면, 코드 이름을 말하고 쿠폰 쓸게요, 라고 하세요.
no-promotions = 오늘은 할인이 없어요.
promotion-noted = 네, { $name } 쓸게요. { $rule }입니다.
promotion-missing = 장바구니에 { $missing }만큼 더 담으시면 돼요.
promotion-left-out = 그래서 뺐어요.
promotion-unknown = { $code }, 제가 모르는 코드예요. 오늘 할인은, 할인 있나요, 라고 물어보세요.
promotion-not-yet = { $name }, 아직 쓸 수 없어요. { $day } 시작해요.
promotion-over = { $name }, { $day } 끝났어요.
promotion-below = { $name }, 상품 금액이 { $from } 이상일 때 쓸 수 있어요.
promotion-first-order-only = { $name }, 첫 주문에만 쓸 수 있어요.
delivery-free = 배송비는 없어요.
delivery-costs = 배송비는 { $fee }입니다.
delivery-costs-until = 배송비는 { $fee }이고, { $from }부터는 무료예요.
delivery-day = 지금 주문하시면 { $day } 도착해요.
fetch-at = { $more ->
    [0] { $places }에서 무료로 찾아가실 수도 있어요. 지금 주문하시면 { $day } 준비돼요.
    [1] { $places }, 그 밖의 한 곳에서 무료로 찾아가실 수도 있어요. 지금 주문하시면 { $day } 준비돼요.
   *[other] { $places }, 그 밖의 { $more }곳에서 무료로 찾아가실 수도 있어요. 지금 주문하시면 { $day } 준비돼요.
}
fetch-hours = { $place } 영업 시간은 { $hours }입니다.
payment-ask = 결제 방법은 { $phone }, 이 번호로 물어봐 주세요.

## Parcels, changes, returns, people

order-delivered-on = 주문 { $number }, { $day } 배송이 끝났어요.
order-to-fetch = 주문 { $number }, 준비하고 있어요. { $day } { $place }에서 찾아가실 수 있어요.
order-ready = 주문 { $number }, { $place }에서 찾아가실 수 있게 준비됐어요.
order-fetched = 주문 { $number }, 이미 찾아가셨어요.
order-label = 주문 { $number }, 포장이 끝나서 택배사를 기다리고 있어요. { $day } 도착해요.
order-delayed-openly = 주문 { $number }, 배송이 늦어지고 있는데 새 날짜를 아직 몰라요. 확인을 부탁하시려면, 상담원 연결해 주세요, 라고 하세요.
order-at-the-carrier = 주문 { $number }, 택배사 보관소에서 찾아가실 수 있어요.
order-attempt-failed = 주문 { $number }, 택배사가 배달하지 못했고 다시 배달할 거예요. 불편하시면, 상담원 연결해 주세요, 라고 하세요.
order-exception = 주문 { $number }, 배송에 문제가 생겼어요. 확인을 부탁하시려면, 상담원 연결해 주세요, 라고 하세요.
order-parcel-cancelled = 주문 { $number }, 택배사가 배송을 멈췄어요. 이유를 아시려면, 상담원 연결해 주세요, 라고 하세요.
order-lost = 주문 { $number }, 몇 주째 택배사 소식이 없어요. 확인을 부탁하시려면, 상담원 연결해 주세요, 라고 하세요.
order-not-seen = 주문 { $number }, 가게에서 출발했고 택배사 소식을 기다리고 있어요. { $day } 도착할 예정이에요.
order-in-parts = 주문 { $number }, 여러 상자로 나누어 보내요.
parcel-one = 상자 하나는
parcel-other = 다른 하나는
parcel-many = 상자 { $count }개는
parcel-label = { $count ->
   *[other] { $parcel } 택배사를 기다리고 있어요.
}
parcel-moving = { $count ->
   *[other] { $parcel } 지금 가고 있고 { $day } 도착할 예정이에요.
}
parcel-delayed = { $count ->
   *[other] { $parcel } 늦어지고 있어요.
}
parcel-out = { $count ->
   *[other] { $parcel } 배달 중이고 오늘 도착할 거예요.
}
parcel-at-the-carrier = { $count ->
   *[other] { $parcel } 택배사 보관소에서 찾아가실 수 있어요.
}
parcel-attempt-failed = { $count ->
   *[other] { $parcel } 배달하지 못했고 택배사가 다시 배달할 거예요.
}
parcel-delivered = { $count ->
   *[other] { $parcel } { $day } 배송이 끝났어요.
}
parcel-returned = { $count ->
   *[other] { $parcel } 가게로 되돌아오고 있어요.
}
parcel-problem = { $count ->
   *[other] { $parcel } 문제가 생겼어요. 확인을 부탁하시려면, 상담원 연결해 주세요, 라고 하세요.
}
parcels-rest = 나머지는 아직 포장하고 있어요.
history = { $count ->
   *[other] 최근 주문 { $count }건을 알려 드릴게요.
}
history-order = 주문 { $number }, 주문하신 날은 { $day }, { $items }, { $state }.
history-more = 그 밖에 { $count }가지
order-called = 주문 { $number }
history-next = 내 주문 어디 있어요, 또는, 지난번 주문 다시 해 주세요, 라고 하실 수 있어요.
state-placed = 준비 중이에요
state-packed = 포장이 끝났어요
state-partly-shipped = 일부가 배송 중이에요
state-shipped = 배송 중이에요
state-delivered = 배송이 끝났어요
state-cancelled = 취소됐어요
shall-i-change = 바꿀까요?
changed-meanwhile = 읽어 드린 뒤에 달라진 게 있어요.
change-would-be = 그러면 주문 { $number }, { $items }입니다. 배송비와 세금까지 모두 { $total }입니다.
change-done = 바꿨어요. 주문 { $number }, 이제 { $items }, 모두 { $total }입니다.
change-nothing = 주문 { $number }, 이미 그렇게 되어 있어요. { $items }입니다.
change-none-left = 그러면 주문에 남는 게 없어요.
change-not-in-order = 주문 { $number }에는 { $product } 없어요. 새로 주문하시려면, { $product } 주문해 주세요, 라고 하세요.
change-price-moved = { $product } 값이 주문하실 때는 { $before }, 지금은 { $price }라서 그 주문에 더할 수 없어요. 따로 주문하실 수 있어요.
change-only-more = { $left ->
    [0] { $product } 재고가 더 없어서 주문은 그대로 둘게요.
   *[other] { $product } 재고가 { $left }개만 더 있어요.
}
change-too-late-packed = 주문 { $number }, 이미 포장해서 바꿀 수 없어요. 받으신 뒤에 반품하시거나, 상담원 연결해 주세요, 라고 하세요.
change-too-late-shipped = 주문 { $number }, 이미 가고 있어서 바꿀 수 없어요. 받으신 뒤에 반품하시거나, 상담원 연결해 주세요, 라고 하세요.
change-too-late-delivered = 주문 { $number }, 이미 배송이 끝나서 바꿀 수 없어요. 반품하시려면, 반품할게요, 라고 하세요.
which-address = 저장된 주소나 새 주소를 말씀하시면 돼요. 어느 주소인가요?
address-not-saved = { $label } 주소를 아직 몰라요. 주소를 처음부터 끝까지 말씀해 주세요.
address-unclear = 그건 주소로 쓸 수 없어요. 주소를 처음부터 끝까지 말씀해 주세요.
address-forgotten = 바꿀 주소가 더 이상 없어요.
address-for-order = 주문 { $number } 보낼 곳은 { $address }입니다.
address-for-all = 앞으로 주문을 보낼 곳은 { $address }입니다.
address-of-order = 바꿨어요. 주문 { $number } 보낼 곳은 { $address }입니다.
address-of-all = 바꿨어요. 앞으로 주문을 보낼 곳은 { $address }입니다.
address-stays = 네, 주소는 그대로 둘게요.
address-to-fetch = 주문 { $number }, { $place }에서 찾아가시는 주문이라 주소가 없어요. 배달을 원하시면, 상담원 연결해 주세요, 라고 하세요.
return-policy = { $days ->
   *[other] 받으신 뒤 { $days }일 안에 반품하실 수 있어요.
}
return-how = 반품할게요, 라고 하시면 반품 번호를 알려 드려요.
return-why = 왜 반품하시나요? 파손됐나요, 다른 상품이 왔나요, 빠졌나요, 아니면 필요 없어졌나요?
return-how-many = 몇 개를 반품하시겠어요?
return-up-to = { $item }까지 반품하실 수 있어요.
return-would-be = 주문 { $number }에서 { $item }입니다. { $refund } 돌려받으세요.
shall-i-return = 반품을 신청할까요?
return-started = 신청했어요. 반품 번호는 { $number }입니다. 상자에 적어 주세요. 도착하면 { $refund } 돌려 드려요.
return-started-missing = 신청했어요. 반품 번호는 { $number }입니다. 보내실 건 없어요. 가게가 확인하는 대로 { $refund } 돌려 드려요.
return-not-started = 네, 반품을 신청하지 않았어요.
return-asked = 반품 { $number }, { $items }, 아직 가게에 도착하지 않았어요. 도착하면 { $refund } 돌려 드려요.
return-asked-missing = 반품 { $number }, 가게가 확인하고 있어요. { $items }, { $refund } 돌려 드릴 거예요.
return-received = 반품 { $number }, 잘 도착했어요. { $refund } 돌려 드리고 있어요.
return-refunded = 반품 { $number }, { $day } { $refund } 돌려 드렸어요.
return-refused = 반품 { $number }, 가게가 받아들이지 못했어요. 이유를 아시려면, 상담원 연결해 주세요, 라고 하세요.
return-not-delivered = 주문 { $number }, 아직 배송된 게 없어서 반품할 것도 없어요. 취소하시려면, 주문 취소해 주세요, 라고 하세요.
return-too-late = { $days ->
   *[other] 주문 { $number }, 받으신 지 { $days }일이 넘어서 음성으로는 반품할 수 없어요. 상담원 연결해 주세요, 라고 해 보세요.
}
return-all-returned = 주문 { $number }, 더 반품할 게 없어요. 반품이 어떻게 됐는지 물어보실 수 있어요.
return-not-this = 주문 { $number }에는 반품할 { $product } 없어요. 다른 주문이면 번호를 말씀해 주세요.
no-returns = 아직 반품하신 게 없어요. 시작하시려면, 반품할게요, 라고 하세요.
unknown-return = 반품 번호 { $number }, 찾을 수 없어요.
shall-they-call = 전화를 드리라고 할까요?
which-phone = 어느 번호로 전화드릴까요?
phone-heard = 제가 들은 번호는 { $phone }입니다.
is-that-right = 맞나요?
phone-unclear = 숫자 { $shortest }자리에서 { $longest }자리인 전화번호를 하나씩 말씀해 주세요.
ticket-call-back = 가게에서 전화드릴 거예요. 문의 번호는 { $number }입니다.
tickets-too-many = { $count ->
   *[other] 이미 문의 { $count }건이 있어요. 번호는 { $numbers }입니다.
}
want-a-person = 상담원과 이야기하시겠어요?
not-understood-person = 아직 못 알아들었어요. 상담원 연결해 주세요, 라고 하셔도 돼요.

## Repeat Orders

list-is = 목록에는 { $items }, 이렇게 있어요.
not-in-it = 거기에 { $said }, 그건 없어요.
nothing-left = 그러면 남는 게 없어서, 주문하지 않았어요.
place-unchanged = 아까 그대로 주문할까요?
replaced = { $product }, 품절이라서 말씀하신 대로 { $items }, { $price }에 대신 담았어요.
left-out-until = { $product }, 품절이라서 뺐어요. { $day } 다시 들어올 예정이에요.
offer-instead = { $product } 대신 { $instead }, { $price }에 있어요. 원하시면, { $product } 대신 { $instead } 주세요, 라고 하세요.
back-on = { $product }, { $day } 다시 들어올 예정이에요.
dearer = { $product }, 지난번에는 { $before }이었는데 지금은 { $price }입니다.
dearer-many = 지난번보다 가격이 오른 상품이 { $count }개 있어요.
costs-and-tax = 배송비 { $delivery }, 세금 { $tax }까지 합해서 { $total }입니다.
costs-free-delivery-and-tax = 배송비는 없고, 세금 { $tax }까지 합해서 { $total }입니다.
costs-pickup = 세금 포함 { $total }입니다.
costs-pickup-and-tax = 세금 { $tax }까지 합해서 { $total }입니다.
discount = { $promotion }, { $off } 들어간 가격이에요.
discount-gone = { $promotion }, 이 주문에는 이제 쓸 수 없어요.
ready-at = { $shop }에서 { $day } 찾아가실 수 있어요. 장소는 { $place }입니다.
placed-pickup = 주문했어요. 주문 번호는 { $number }입니다. { $day } 찾아가실 수 있어요.
placed-card-discount = 할인: -{ $price }
placed-card-tax = 세금: { $price }
placed-card-total-and-tax = 합계: { $total }. { $shop }에서 { $day } { $address } 주소로 배송해 드려요.
placed-card-total-pickup = 합계: { $total }, 세금 포함. { $shop }에서 { $day } 찾아가실 수 있어요. 주소는 { $address }입니다.
placed-card-total-pickup-and-tax = 합계: { $total }. { $shop }에서 { $day } 찾아가실 수 있어요. 주소는 { $address }입니다.
over-limit = 그러면 { $total }인데, 한 번에 주문할 수 있는 한도는 { $limit }입니다.
below-limit = 더 적게 주문하시거나, 주문 한도 바꿔 주세요, 라고 하세요.
history-unused = 지난 주문을 참고하지 말라고 하셔서, 늘 시키시는 걸 몰라요. 지난번이랑 똑같이 주세요, 라고 하실 수 있어요.
list-saved = 저장했어요. 다음에는, { $list } 목록 주문해 주세요, 라고 하세요.
list-saved-last = 지난번에 주문하신 { $items }, 이렇게 { $list } 목록으로 저장했어요.
list-which-name = 목록 이름을 뭐라고 할까요?
list-name-refused = 목록 이름은 한 글자에서 { $longest }글자까지 쓸 수 있어요.
list-exists = { $list } 목록이 이미 있어요. { $items }, 이렇게 들어 있어요.
list-replace = 새 걸로 바꿀까요?
list-kept = 네, 목록은 그대로 둘게요.
list-nothing = 아직 저장할 게 없어요. 먼저 주문하시거나 장바구니에 담아 주세요.
list-too-many = 목록이 { $most }개 있어서 더 만들 수 없어요. 있는 목록 이름으로 저장하실 수 있어요.
list-unknown = 그런 목록은 없어요. 지금 있는 목록은 { $lists }입니다.
list-which = { $lists }, 어떤 목록을 말씀하세요?
list-none = 아직 목록이 없어요. 주문하신 다음에, 이걸 금요일 목록으로 저장해 주세요, 라고 하세요.
substitution-which-product = 어떤 상품 말씀이세요?
substitution-how = { $product }, 품절이면 어떻게 할까요? 비슷한 걸로 드릴까요, 아니면 뺄까요?
substitution-with-what = { $product } 대신 뭘 드릴까요?
substitution-best-match = 네, { $product }, 품절이면 비슷한 걸로 담고 뭔지 알려 드릴게요.
substitution-specific = 네, { $product }, 품절이면 { $replacement }, 그걸로 담을게요.
substitution-none = 네, { $product }, 다른 걸로 바꾸지 않을게요.
substitution-itself = { $product }, 같은 걸로는 바꿀 수 없어요. 다른 상품을 말씀해 주세요.

## Scheduled reorders

subscription-every = { $weeks ->
    [1] 매주
   *[other] { $weeks }주마다
}
subscription-how-often = 매주나 2주마다 보내 드릴 수 있어요. 얼마나 자주 보내 드릴까요?
subscription-would-be = { $every } { $items }입니다.
subscription-costs = 오늘 가격으로 한 번에 { $total }이고, 배송비 { $delivery }, 세금이 포함돼 있어요.
subscription-costs-free-delivery = 오늘 가격으로 한 번에 { $total }이고, 배송비는 없고 세금이 포함돼 있어요.
subscription-costs-pickup = 오늘 가격으로 한 번에, 세금 포함 { $total }입니다.
subscription-discount = 행사 기간 동안 { $amount } 할인된 금액이에요.
subscription-first = { $shop }에서 첫 주문을 { $day } 넣고, { $arrives } { $address } 주소로 배송해 드려요.
subscription-first-pickup = { $shop }에서 첫 주문을 { $day } 넣고, { $arrives } { $address }에서 찾아가실 수 있어요.
subscription-first-sold-out = { $count ->
    [1] { $products }, 지금은 품절이라서 다시 들어오면 { $shop }에서 첫 주문을 넣고 { $address } 주소로 배송해 드려요.
   *[other] { $products }, 지금은 모두 품절이라서 다시 들어오면 { $shop }에서 첫 주문을 넣고 { $address } 주소로 배송해 드려요.
}
subscription-first-sold-out-pickup = { $count ->
    [1] { $products }, 지금은 품절이라서 다시 들어오면 { $shop }에서 첫 주문을 넣고, { $address }에서 찾아가실 수 있어요.
   *[other] { $products }, 지금은 모두 품절이라서 다시 들어오면 { $shop }에서 첫 주문을 넣고, { $address }에서 찾아가실 수 있어요.
}
subscription-short = { $count ->
    [1] { $products }, 지금은 모자라서 나머지는 다시 들어오면 보내 드려요.
   *[other] { $products }, 지금은 모자라서 나머지는 다시 들어오면 보내 드려요.
}
subscription-shall-i = 그렇게 정기 주문을 만들까요?
subscription-started = 됐어요. { $every } { $items } 보내 드려요.
subscription-not-started = 네, 정기 주문을 만들지 않았어요.
subscription-first-number = 첫 주문 번호는 { $number }입니다.
subscription-next = 다음 주문은 { $day } 나가요.
subscription-line = { $every } { $items } 받고 계세요. 다음 주문은 { $day } 나가요.
subscription-line-paused = { $every } 받으시는 { $items }, 지금은 쉬고 있어요.
subscription-others = { $count ->
    [1] 그 밖에 한 건 더 있어요.
   *[other] 그 밖에 { $count }건 더 있어요.
}
subscription-which-change = 건너뛰기, 지금 보내기, 날짜 옮기기, 쉬기, 상품 바꾸기, 그만두기를 할 수 있어요. 어떻게 할까요?
subscription-which = { $products }, 어떤 정기 주문을 말씀하세요?
subscription-which-line = { $products }, 어떤 걸 바꿀까요?
subscription-which-day = 어느 날로 할까요?
subscription-skipped = 네, { $products }, 한 번 건너뛸게요.
subscription-moved = 네, { $products }, 날짜를 옮겼어요.
subscription-paused = { $count ->
    [1] 네, { $products }, 쉬게 했어요. 다시 받으시려면, 정기 주문 다시 시작해 줘, 라고 하세요.
   *[other] 네, { $products }, 모두 쉬게 했어요. 다시 받으시려면, 정기 주문 다시 시작해 줘, 라고 하세요.
}
subscription-resumed = 네, { $products }, 다시 보내 드려요.
subscription-is-paused = { $count ->
    [1] { $products }, 지금은 쉬고 있어요.
   *[other] { $products }, 지금은 모두 쉬고 있어요.
}
subscription-shall-i-resume = 다시 시작할까요?
subscription-confirm-stop = { $every } { $items } 받고 계세요. 완전히 그만둘까요?
subscription-stopped = 됐어요. { $products }, 이제 정기 주문을 하지 않아요.
subscription-kept = 네, 그대로 둘게요.
subscription-instead-of = { $product } 대신 무엇을 보내 드릴까요?
subscription-swap = { $before } 대신 { $items } 보내 드려요. 가격은 { $unit } { $price }입니다.
subscription-change-that = 그렇게 바꿀까요?
subscription-swapped = 됐어요. { $every } { $items } 보내 드려요.
subscription-sent = 주문했어요. 주문 번호는 { $number }입니다. { $day } 도착해요.
subscription-sent-already = 오늘 주문이 이미 나갔거나 날짜가 바뀌어서 지금은 보낼 수 없어요.
subscription-without = { $count ->
    [1] { $day } 예정된 정기 주문에서 { $products }, 모자라서 다 못 보냈어요. 한 달 안에, 다음 주문 전에 들어오면 나머지를 보내 드려요.
   *[other] { $day } 예정된 정기 주문에서 { $products }, 모자라서 다 못 보냈어요. 한 달 안에, 다음 주문 전에 들어오면 나머지를 보내 드려요.
}
subscription-nothing = { $count ->
    [1] { $day } 예정된 정기 주문은 { $products }, 품절이라서 나가지 못했어요. 한 달 동안, 또는 다음 주문까지 매일 다시 확인할게요.
   *[other] { $day } 예정된 정기 주문은 { $products }, 모두 품절이라서 나가지 못했어요. 한 달 동안, 또는 다음 주문까지 매일 다시 확인할게요.
}
subscription-over-limit = { $day } 예정된 정기 주문은 지출 한도를 넘어서 나가지 않았어요. 한도를 바꾸거나 상품을 바꿀 수 있어요.
subscription-no-place = { $day } 예정된 정기 주문은 찾으시려던 곳에서 받을 수 없어서 나가지 않았어요. 배송 방법을 물어봐 주세요.
subscription-dear = { $day } 예정된 정기 주문에서 { $products }, 값이 많이 올라서 뺐어요.
subscription-price = 정기 주문의 { $product }, 값이 { $before }에서 { $price }(으)로 바뀌었어요.
subscription-price-right = 괜찮으세요?
subscription-price-agreed = 네, 다음 주문부터 보내 드려요.
subscription-price-declined = 네, 그 가격인 동안에는 뺄게요. 다른 걸로 받으시려면, 정기 주문 바꿔 줘, 라고 하세요.
subscription-none-yet = 정기 주문이 없어요. 만드시려면 예를 들어, 커피 2주마다 보내 줘, 라고 하세요.
subscription-unknown = { $product }, 정기 주문에 없어요. 무엇을 받으시는지 들으시려면, 정기 주문 알려 줘, 라고 하세요.
subscription-gone = 그 정기 주문은 이제 없어요. 무엇을 받으시는지 들으시려면, 정기 주문 알려 줘, 라고 하세요.
subscription-day-past = 지난 날이에요.
subscription-day-far = 일 년보다 더 먼 날이에요.
subscription-ordered-already = { $day } 이미 주문이 나갔어요.
subscription-includes = { $product }, 이미 들어 있어서 그대로 두었어요.

## 화면

screen-product = { $unit } { $price }, 재고 있음
screen-product-low = { $unit } { $price }, { $left }개 남음
screen-product-sold-out = { $unit } { $price }, 품절
screen-product-back = { $unit } { $price }, 품절, { $day } 입고 예정
screen-total = 합계: { $total }
screen-quote = 주문 내용
screen-basket = 장바구니
screen-orders = 주문 내역
screen-order = { $total }, { $day } 주문: { $state }
screen-place = 주문하기
screen-not-now = 다음에 하기
screen-check-out = 주문 진행
screen-cancel = 주문 취소
screen-step-placed = 주문 접수
screen-step-packed = 포장 완료
screen-step-shipped = 배송 중
screen-step-out = 배달 출발
screen-step-delivered = 배송 완료
screen-step-ready = 찾아갈 준비 완료
screen-step-fetched = 수령 완료
screen-progress = { $step }, { $of }단계 중 { $at }단계

## The skill's page in Amazon's store (read, not spoken)

package-summary = { $shop } 음성 주문: 늘 시키던 대로 다시 주문하고, 재고를 묻고, 배송이 언제 오는지 들으세요.
package-description-what = 화면 없이 { $shop } 상품을 주문하세요. 필요한 것을 말하고, 가격과 도착하는 날을 듣고, 네, 라고 하시면 돼요. 늘 시키던 주문을 한마디로 다시 하고, 장바구니를 채우고, 재고를 묻고, 배송을 확인하고, 주문을 바꾸거나 취소하거나 반품하실 수 있어요.
package-description-linking = 이 스킬은 계정 연결을 사용해요. 첫 주문 전에 알렉사 앱에서 { $shop } 계정을 연결해 주세요. 상품, 가격, 재고는 연결하지 않아도 물어보실 수 있어요.
package-description-order = 주문하기 전에 판매자, 상품, 배송, 그리고 세금과 요금을 모두 더한 총액을 들려 드려요. 네, 라고 하실 때까지는 아무것도 주문되지 않아요. 주문한 뒤에는 알렉사 앱의 카드와 이메일에서 내용을 보실 수 있어요.
package-description-code = 원하지 않는 주문을 막으려면 네 자리 음성 코드를 선택해서 설정하실 수 있어요. 설정하시면 모든 주문 전에 코드를 여쭤보고, { $amount } 이상 주문하실 때 설정을 권해 드려요. 비밀번호 바꿔 주세요, 라고 하세요.
package-description-permissions = 기기 주소, 리마인더, 알림은 선택이에요. 필요한 일을 부탁하실 때만 여쭤봐요.
package-keywords = 쇼핑, 온라인 상점, 주문, 재주문, 다시 주문, 음성 주문, 재고, 가격, 장바구니, 배송, 배송 조회, 주문 상태, 반품, 정기 배송
package-example-open = 알렉사, { $name } 열어 줘
package-example-order = 알렉사, { $name }에서 { $said }
package-example-status = 알렉사, { $name }에서 { $said }

## E-mails (read, not spoken)

mail-hello = { $name }님, 안녕하세요.
mail-hello-plain = 안녕하세요.
mail-placed-subject = { $shop } 주문 { $number } 확인
mail-placed = 주문해 주셔서 감사해요. 주문 번호는 { $number }, 판매자는 { $shop }입니다.
mail-line = { $item }: { $price }
mail-discount = 할인: -{ $price }
mail-delivery = 배송비: { $price }
mail-delivery-free = 배송비: 무료
mail-tax = 세금: { $price }
mail-total = 합계: { $total }
mail-total-taxed = 합계: { $total } (세금 { $tax } 포함)
mail-arrives = { $day } 이 주소로 도착해요: { $address }
mail-ready = { $day } { $place }에서 찾아가실 수 있어요. 주소는 { $address }입니다.
mail-ready-there = { $day } 여기에서 찾아가실 수 있어요: { $address }
mail-cancel = 마음이 바뀌시면 { $day }는 { $time }까지 취소하실 수 있어요. 주문 취소해 주세요, 라고 말씀하시면 돼요.
mail-call = 궁금한 점이 있으시면 { $phone } 번으로 전화해 주세요.
mail-changed-subject = 주문 { $number } 내용이 바뀌었어요
mail-changed = { $shop } 주문 { $number } 내용을 말씀하신 대로 바꾸었어요. 지금 주문 내용은 다음과 같아요.
mail-cancelled-subject = 주문 { $number } 취소 확인
mail-cancelled = { $shop } 주문 { $number } 건이 취소되었어요. 상품은 배송되지 않고 돈도 나가지 않아요. 주문하셨던 상품은 다음과 같아요.
mail-cancelled-call = 취소를 원하신 게 아니라면 { $phone } 번으로 전화해 주세요.

## Reminders and waiting

address-needed = 어디로 배송해 드려야 하는지 아직 몰라요.
which-full-address = 주소 전체를 말씀해 주시겠어요?
address-permission = 알렉사 앱으로 카드를 보냈어요. 거기에서 주소 사용을 허용하거나, 지금 주소를 말씀해 주세요.
progressive-moment = 잠시만요.
shall-i-remind-delivery = 도착하는 날 아침에 알려 드릴까요?
shall-i-remind-restock = 다시 들어올 { $day } 알려 드릴까요?
reminder-set = 네, { $day } { $time }에 알려 드릴게요.
reminder-none = 네, 따로 알려 드리지 않을게요.
reminder-too-late = 미리 알려 드리기에는 늦었어요. 언제든지 물어보세요.
reminder-not-here = 이 기기에서는 알림을 설정할 수 없어요. 언제든지 물어보세요.
reminder-failed = 죄송해요, 알림을 설정하지 못했어요. 대신 언제든지 물어보세요.
reminder-permission = 알림을 설정하려면 허락이 필요해요. 알렉사 앱으로 카드를 보냈으니, 거기에서 알림을 허용하고 다시 말씀해 주세요.
reminder-delivery = { $shop } 주문 { $number }, 오늘 도착할 예정이에요.
reminder-restock = { $product }, 오늘 { $shop }에 다시 들어올 예정이에요.

## 기기를 함께 쓰는 가족

welcome-unnamed = 안녕하세요. { $shop }입니다. 늘 시키던 주문을 다시 하거나, 재고를 묻거나, 배송을 확인할 수 있어요.
household-is-it-you = 아직 모르는 목소리예요. { $name } 님이신가요?
household-hello = { $name } 님, 고마워요. 이제 목소리를 기억할게요.
household-joined = 알겠어요. 이제 { $name } 님의 주문과 따로 관리할게요.
household-not-now = 알겠어요. 그럼 재고와 가격만 알려 드릴 수 있어요.
household-alexas-pin = 이 계정의 주문은 알렉사만 아는 PIN으로 보호되고 있어서 말씀만으로는 확인할 수 없어요. 가게에 부탁하시려면, 상담원 연결해 주세요, 라고 말씀해 주세요.

## 계정 연결: 웹 페이지와 이메일

link-sign-in-title = { $shop } 로그인
link-sign-in-lead = { $shop } 계정을 연결하거나 연결을 확인하고 끊으려면 이메일 주소로 로그인하세요. 비밀번호 없이, 보내 드리는 코드로 로그인해요.
link-email = 이메일 주소
link-email-hint = { $shop }에 알려 주신 주소를 적어 주세요.
link-send = 코드 받기
link-email-wrong = 이메일 주소가 아니에요. name@example.com처럼 적어 주세요.
link-too-busy = 지금 코드를 요청하는 분이 너무 많아요. 1분 뒤에 다시 시도해 주세요.
link-too-many = 이 주소로 코드를 너무 많이 보냈어요. 한 시간 뒤에 다시 요청해 주세요.
link-code-title = 코드 입력
link-code-lead = 이 주소가 { $shop } 고객의 주소라면 코드가 담긴 이메일을 곧 받으실 거예요. 코드는 { $minutes }분 동안 쓸 수 있어요. 이메일이 오지 않으면 스팸함과 주소를 확인해 주세요.
link-code = 이메일로 받은 코드
link-code-hint = 숫자 여섯 자리예요.
link-continue = 계속
link-another-address = 다른 주소 쓰기
link-code-not-six = 코드는 숫자 여섯 자리예요. 123456처럼 모두 입력해 주세요.
link-code-wrong = 코드가 맞지 않아요. { $left }번 더 입력할 수 있어요.
link-code-over = 이 코드는 더 이상 쓸 수 없어요. 새 코드를 요청해 주세요.
link-consent-title = { $shop } 계정을 알렉사와 연결할까요?
link-consent-who = { $name } 님으로 로그인했어요.
link-consent-lead = 허용하면 알렉사가 고객님 이름으로 다음 일을 할 수 있어요. 기기에 말하는 누구에게나 해당돼요.
link-consent-orders = 주문과 배송 알려 주기
link-consent-place = 말로 “네”라고 확인받은 다음 { $shop }에서 주문하고 바꾸기
link-consent-basket = 장바구니, 목록, 정기 배송 관리하기
link-consent-end = 알렉사 앱이나 { $shop }의 연결 관리 페이지에서 언제든지 끝낼 수 있어요.
link-allow = 허용
link-deny = 허용하지 않음
link-not-you = 제가 아니에요
link-account-title = 계정에 연결된 기기
link-account-lead = 다음 기기가 { $shop }에서 고객님 이름으로 주문할 수 있어요.
link-account-none = { $shop } 계정에 연결된 기기가 없어요.
link-alexa = 알렉사, 연결한 날 { $created }, 마지막으로 쓴 날 { $used }
link-end = 이 연결 끝내기
link-ended = 연결이 끝났어요. 이제 알렉사는 이 연결로 주문할 수 없어요.
link-sign-out = 로그아웃
link-signed-out-title = 로그아웃됨
link-signed-out = 로그아웃했어요. 이 페이지를 닫으셔도 돼요.
link-problem-title = 진행할 수 없어요
link-problem-request = 알렉사가 보낸 요청이 완전하지 않거나 이 가게의 것이 아니에요. 알렉사 앱으로 돌아가 다시 시작해 주세요.
link-problem-form = 페이지를 너무 오래 열어 두었거나 브라우저가 쿠키를 보내지 않았어요. 페이지를 다시 열고 한 번 더 해 주세요.
link-problem-busy = 지금은 기록을 볼 수 없어요. 잠시 뒤에 다시 해 주세요.
link-error = 확인해 주세요: { $problem }
link-mail-subject = { $shop } 로그인 코드
link-mail-code = 코드: { $code }. 코드를 요청한 페이지에 입력해 주세요. { $minutes }분 동안 쓸 수 있어요.
link-mail-warning = 아무에게도 알려 주지 마세요. { $shop }에서는 전화로 코드를 묻지 않아요. 코드를 요청하지 않으셨다면 아무것도 하지 않으셔도 돼요.
