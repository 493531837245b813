# What is said differently in Britain; everything else is in en-US.ftl.

day-pattern = EEEE d MMMM
item-can = { $count ->
    [one] one tin of { $product }
   *[other] { $count } tins of { $product }
}
unit-can = a tin
talk-to-human = You can ring us on { $phone }, { $hours }.
talk-to-human-plain = You can ring us on { $phone }.
shall-they-call = Shall I have somebody ring you back?
which-phone = Which number should we ring?
ticket-call-back = Somebody will ring you back. The number of your question is { $number }.
payment-ask = To hear how you can pay, ring us on { $phone }.
unknown-place = We don't have a shop called { $place }.
our-places = Our shops are { $places }.
order-at-the-carrier = Your order { $number } is waiting for you at the carrier's collection point.
address-not-saved = I don't know the address you call { $label }. Please tell me the house number, the street, the town and the postcode.
address-unclear = I can't use that as an address. Please tell me the house number, the street, the town and the postcode.
