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
ask-again = 잠시 후에 다시 말씀해 주세요. 무엇을 도와드릴까요?
quote-changed = 말씀드린 뒤에 바뀐 것이 있어요.
nothing-to-reorder = 아직 여기서 주문하신 적이 없어서, 늘 시키시는 걸 몰라요.
all-sold-out = { $count ->
    [1] 죄송해요, { $products }, 지금은 품절이에요.
   *[other] 죄송해요, { $products }, 지금은 모두 품절이에요.
}
yes-or-no = 네, 또는 아니요, 라고 말씀해 주세요.
link-account = 아직 누구신지 몰라서 주문하거나 주문을 찾을 수 없어요. 가게에 계정 연결을 부탁해 주세요.

## Afterwards

order-placed = 주문 { $number }, 지금 준비하고 있어요. { $day } 도착해요.
order-packed = 주문 { $number }, 포장이 끝났어요. { $day } 도착해요.
order-partly-shipped = 주문 { $number }의 일부가 배송 중이고 나머지도 곧 출발해요. { $day } 모두 도착할 예정이에요.
order-shipped = 주문 { $number }, 지금 가고 있어요. { $day } 도착해요.
order-out = 주문 { $number }, 배달 중이에요. 오늘 도착할 거예요.
order-delayed = 주문 { $number }, 배송이 늦어지고 있어요. { $day } 도착할 예정이에요.
order-failed = 주문 { $number }, 택배사가 배달하지 못했어요. 다시 배달할 거예요.
order-pickup = 주문 { $number }, 찾아가실 수 있게 준비됐어요.
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
