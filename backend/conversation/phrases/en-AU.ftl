# What is said differently in Australia; everything else is in en-US.ftl.

day-pattern = EEEE d MMMM
item-can = { $count ->
    [one] one tin of { $product }
   *[other] { $count } tins of { $product }
}
unit-can = a tin
added = I put { $item } in your trolley.
added-more = Added. You have { $item } in your trolley now.
removed = I took { $product } out of your trolley.
removed-some = All right, that leaves { $item } in your trolley.
not-in-basket = There is no { $product } in your trolley.
basket-empty = Your trolley is empty.
basket-has = Your trolley has { $items }.
basket-has-many = Your trolley has { $count } different products. The latest are { $items }.
basket-kept = All right, it stays in your trolley.
basket-full = Your trolley is full: it holds up to { $most } different products. Take something out, or check out first.
basket-too-many = You have { $item } in your trolley already, and I can take up to { $most } of a product.
promotion-missing = You need { $missing } more in your trolley for it.
talk-to-human = You can call us on { $phone }, { $hours }.
talk-to-human-plain = You can call us on { $phone }.
payment-ask = To hear how you can pay, call us on { $phone }.
unknown-place = We don't have a shop called { $place }.
our-places = Our shops are { $places }.
address-not-saved = I don't know the address you call { $label }. Please tell me the number, the street, the suburb and the postcode.
address-unclear = I can't use that as an address. Please tell me the number, the street, the suburb and the postcode.
