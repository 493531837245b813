# What Encore says in American English. Short, one thought a sentence, always a next step.

## Building blocks

# How a day is written, in the letters of Unicode date patterns.
day-pattern = EEEE, MMMM d
day = { $offset ->
    [0] today
    [1] tomorrow
   *[other] on { $date }
}
# So many of a product, with its unit.
item-bag = { $count ->
    [one] one bag of { $product }
   *[other] { $count } bags of { $product }
}
item-bottle = { $count ->
    [one] one bottle of { $product }
   *[other] { $count } bottles of { $product }
}
item-box = { $count ->
    [one] one box of { $product }
   *[other] { $count } boxes of { $product }
}
item-can = { $count ->
    [one] one can of { $product }
   *[other] { $count } cans of { $product }
}
item-carton = { $count ->
    [one] one carton of { $product }
   *[other] { $count } cartons of { $product }
}
item-jar = { $count ->
    [one] one jar of { $product }
   *[other] { $count } jars of { $product }
}
item-pack = { $count ->
    [one] one pack of { $product }
   *[other] { $count } packs of { $product }
}
item-loaf = { $count ->
    [one] one loaf of { $product }
   *[other] { $count } loaves of { $product }
}
item-bunch = { $count ->
    [one] one bunch of { $product }
   *[other] { $count } bunches of { $product }
}
item-roll = { $count ->
    [one] one roll of { $product }
   *[other] { $count } rolls of { $product }
}
item-tube = { $count ->
    [one] one tube of { $product }
   *[other] { $count } tubes of { $product }
}
item-kilogram = { $count ->
    [one] one kilogram of { $product }
   *[other] { $count } kilograms of { $product }
}
item-bar = { $count ->
    [one] one bar of { $product }
   *[other] { $count } bars of { $product }
}
item-dozen = { $count } dozen { $product }
item-piece = { $count } { $product }
# After a price: eight dollars ...
unit-bag = a bag
unit-bottle = a bottle
unit-box = a box
unit-can = a can
unit-carton = a carton
unit-jar = a jar
unit-pack = a pack
unit-loaf = a loaf
unit-bunch = a bunch
unit-roll = a roll
unit-tube = a tube
unit-kilogram = a kilogram
unit-bar = a bar
unit-dozen = a dozen
unit-piece = each
verbatim = { $text }

## Opening, help, closing

welcome = Hi { $name }, this is { $shop }. You can reorder your usual, ask what is in stock, or track a delivery.
welcome-stranger = Welcome to { $shop }. You can ask what is in stock and what it costs.
what-now = What would you like?
anything-else = Anything else?
help = You can say: reorder my usual, is the coffee in stock, order two of something, where is my order, or cancel my order. To speak to a person, say: talk to a human.
goodbye = Goodbye.
started-over = All right, from the beginning.
not-understood = Sorry, I didn't get that. You can say: reorder my usual, or: where is my order.
not-understood-short = Sorry, I didn't get that.
not-understood-again = I still didn't get that. Say help to hear what I can do, or say: talk to a human.
not-now = There is nothing to say yes to right now.
trouble = Sorry, something went wrong on our side. If you were ordering, ask me where your order is before you try again.
all-right = All right.

## Products

which-product = Which product do you mean?
which-of = Do you mean { $products }?
unknown-product = We don't sell { $said }.
in-stock = Yes, { $product } is in stock.
low-stock = { $left ->
    [one] Yes, but there is only one { $product } left.
   *[other] Yes, but there are only { $left } of { $product } left.
}
sold-out = { $product } is sold out.
sold-out-until = { $product } is sold out. It should be back { $day }.
alternative = We do have { $product } for { $price }.
want-alternative = Would you like that instead?
price = { $product } costs { $price } { $unit }.
price-of = { $items } cost { $price }.
shall-i-order = Would you like me to order it?
shall-i-order-them = Would you like me to order them?
in-stock-several = Yes, { $products } are in stock.
sold-out-several = { $products } are sold out.

## Quote and order

usual-is = Your usual is { $items }.
last-was = Last time you had { $items }.
that-is = That is { $items }.
costs = Together with { $delivery } for delivery that makes { $total }, tax included.
costs-free-delivery = With free delivery that makes { $total }, tax included.
sold-by = { $shop } delivers it { $day } to { $address }.
shall-i-place = Shall I place the order?
left-out = { $product } is sold out, so I left it out.
reduced = { $taken ->
    [one] There is only one { $product } left, so I took that one.
   *[other] There are only { $taken } of { $product } left, so I took { $taken }.
}
only-left = { $left ->
    [one] There is only one { $product } left.
   *[other] There are only { $left } of { $product } left.
}
take-them = { $left ->
    [one] Shall I take it?
   *[other] Shall I take those { $left }?
}
placed = Done. Your order number is { $number }. It arrives { $day }.
placed-card = Order { $number }
placed-card-line = { $item }: { $price }
placed-card-delivery = Delivery: { $price }
placed-card-total = Total: { $total }, tax included. { $shop } delivers it { $day } to { $address }.
not-placed = All right, I didn't order anything.
quantity-zero = I can order from one to { $most } of a product.
quantity-too-many = { $quantity } is more than I can order by voice. I can take up to { $most } of a product.
how-many = How many would you like?
quote-expired = That offer was made a while ago, so I checked it again.
price-changed = { $product } was { $before } when I read it to you, and is { $price } now.
address-changed = Your address is { $address } now.
not-confirmed = The shop has not confirmed your order yet.
ask-again-yes = Say yes once more and I will look; you will not get it twice. Shall I?
no-answer = The shop is not answering right now.
already-on-it = I am on that already, and I won't do it twice. Please check in a moment whether it worked.
ask-again = Please try again in a moment. What would you like?
quote-changed = Something has changed since I read it to you.
nothing-to-reorder = You haven't ordered anything here yet, so I don't know your usual.
all-sold-out = { $count ->
    [one] Sorry, { $products } is sold out at the moment.
   *[other] Sorry, { $products } are sold out at the moment.
}
yes-or-no = Was that a yes or a no?
yes-or-no-to = Please say yes or no. { $question }
link-account = I don't know you here yet, so I can't order or look up orders. Please link your shop account first.
link-account-card = For that I need to know who you are. Please link your shop account: I sent a card to your Alexa app. After that, just ask me again.
link-expired = The link to your shop account has ended. Please link it again with the card in your Alexa app. After that, just ask me once more.

## Afterwards

order-placed = Your order { $number } is being prepared and arrives { $day }.
order-packed = Your order { $number } is packed and arrives { $day }.
order-partly-shipped = A part of your order { $number } is on its way, and the rest follows. All of it should be there { $day }.
order-shipped = Your order { $number } is on its way and arrives { $day }.
order-out = Your order { $number } is out for delivery and should be there today.
order-delayed = Your order { $number } is delayed. The carrier expects to bring it { $day }.
order-returned = Your order { $number } is on its way back to the shop.
order-delivered = Your order { $number } was delivered.
order-cancelled = Your order { $number } is cancelled.
order-overdue = Your order { $number } was due { $day } and has not been reported delivered.
order-holds = It has { $items }.
no-orders = You have no orders here yet.
unknown-order = I can't find an order with the number { $number }.
confirm-cancel = Your order { $number } has { $items }. Shall I cancel it?
cancelled = Your order { $number } is cancelled. Nothing will be charged.
not-cancelled = All right, the order stays as it is.
too-late-shipped = Your order { $number } is on its way already, so I can't cancel it. You can refuse it at the door, or talk to a human.
too-late-packed = Your order { $number } is being packed, so it is too late to cancel it by voice. To try, say: talk to a human.
too-late-delivered = Your order { $number } was delivered already, so I can't cancel it.
already-cancelled = Your order { $number } was cancelled already.

## People and ideas

talk-to-human = You can call us at { $phone }, { $hours }.
talk-to-human-plain = You can call us at { $phone }.
talk-to-human-none = I'm sorry, this shop has not told me its phone number.
recommend = You often buy { $products }.
recommend-none = I don't know your taste yet. Ask me whether something is in stock.
which-to-order = Which one shall I order?

## Personal

limit-is = No order of yours may cost more than { $limit }.
limit-none = You have no spending limit. To set one, say for example: set my spending limit to { $example }.
limit-how-much = How much may one order cost at most?
limit-set = Done. No order of yours may cost more than { $limit } from now on.
limit-off = Done. You have no spending limit any more.
limit-kept = All right, your spending limit stays as it is.
limit-refused = A spending limit has to be more than nothing, and at most { $most }.
confirm-limit-up = Shall I raise your spending limit from { $before } to { $limit }?
confirm-limit-off = Your spending limit is { $limit }. Shall I remove it?
code-which = What is your voice code?
code-wrong = { $left ->
    [one] That is not your voice code. You have one more try.
   *[other] That is not your voice code. You have { $left } more tries.
}
code-locked = Your voice code is locked after three wrong tries. To have the shop reset it, say: talk to a human.
code-new = Which four digits would you like?
code-twice = Would you say the four digits once more?
code-different = Those were not the same digits, so nothing is set.
code-set = Your voice code is set. I will ask for it before every order.
code-weak = That one is too easy to guess.
code-four-digits = A voice code has four digits.
code-on = You have a voice code. To change it, switch it off first: say, switch off my voice code.
code-none = You have no voice code.
code-off = Your voice code is off. I will not ask for it any more.
code-offer = For orders as large as this one you can have a voice code of four digits that I ask for first. Just say: set up a voice code.
code-alexa-asks = Alexa now asks for your PIN.
code-alexa-set = From now on Alexa asks for your profile PIN before every order. If you have none yet, set it in the Alexa app, under your profile.
code-alexa-needs-voice = For that Alexa has to recognise your voice, and it does not yet. Set up your voice in the Alexa app, then ask me again.
code-alexa-unknown-voice = For that Alexa has to recognise your voice, and it does not. Set up your voice in the Alexa app, or have the shop reset your code: say, talk to a human.
code-alexa-not-set-up = You have no profile PIN yet, so nothing was done. Set one in the Alexa app, under your profile.
code-alexa-refused = The PIN was not right, so nothing was done.
address-refused = That address is empty or too long. Please say a shorter one.
too-many-addresses = You have { $most } saved addresses already. Ask the shop to remove one first.
no-addresses = You have no saved addresses. The shop can save one for you.
which-saved-address = Which of your saved addresses: { $known }?
unknown-address = I don't know that address. You have saved { $known }.

## Privacy

privacy-kept = The shop keeps your name, your addresses, your orders, and what you asked me to remember. I keep no recordings of your voice, and you can say delete my data at any time.
privacy-offer = Shall I ask the shop to send you a copy of everything?
export-asked = Done. The shop will send you a copy within a month.
consent-which = Do you mean your order history, offers, or reminders?
consent-choice = Would you like to allow it or forbid it?
consent-is-on = At the moment you allow it.
consent-is-off = At the moment you do not allow it.
history-allow = All right, I use your past orders to know your usual.
history-forbid = All right, I no longer use your past orders for your usual or for ideas.
offers-allow = All right, I will tell you about offers.
offers-forbid = All right, no offers.
reminders-allow = All right, I will remind you.
reminders-forbid = All right, no reminders.
delete-means = This deletes your account, your lists and your subscriptions for good. The tax office makes the shop keep past orders, but without your name and address.
confirm-delete = Shall I delete everything about you?
not-deleted = All right, nothing is deleted.
deleted = Everything about you is deleted.
delete-blocked = { $count ->
    [one] I can't delete your data yet, because your order { $numbers } is still open.
   *[other] I can't delete your data yet, because { $count } of your orders are still open: { $numbers }.
}
delete-later = Ask me again when it has arrived, or say: talk to a human.

## Stores, basket, offers

low-stock-at = { $left ->
    [one] At { $place } there is only one { $product } left.
   *[other] At { $place } there are only { $left } of { $product } left.
}
in-stock-at = Yes, { $product } is in stock at { $place }.
sold-out-at = { $product } is sold out at { $place }.
sold-out-at-until = { $product } is sold out at { $place }. It should be back there { $day }.
delivered-instead = But we can deliver it.
left-at = { $left ->
    [one] At { $place } there is one left.
   *[other] At { $place } there are { $left } left.
}
shall-i-order-to-fetch = Shall I order it for you to pick up there?
unknown-place = We don't have a store called { $place }.
our-places = Our stores are { $places }.
shall-i-tell = Shall I tell you when { $product } is back?
will-tell = When { $product } is back, I will tell you the next time you talk to me.
back-again = { $count ->
    [one] Good news: { $products } is back in stock.
   *[other] Good news: { $products } are back in stock.
}
added = I put { $item } in your basket.
added-more = Added. You have { $item } in your basket now.
removed = I took { $product } out of your basket.
removed-some = All right, that leaves { $item } in your basket.
not-in-basket = There is no { $product } in your basket.
basket-empty = Your basket is empty.
basket-has = Your basket has { $items }.
basket-has-many = Your basket has { $count } different products. The latest are { $items }.
basket-total = Together that is about { $total }.
basket-promotion = You want to use { $name }.
basket-kept = All right, it stays in your basket.
basket-full = Your basket is full: it holds up to { $most } different products. Take something out, or check out first.
basket-too-many = You have { $item } in your basket already, and I can take up to { $most } of a product.
more-or-check-out = Anything else, or shall I check out?
shall-i-check-out = Shall I check out?
what-to-add = When that is all, say: check out. What shall I add?
off-percent = { $percent } percent off
off-fixed = { $amount } off
promotion-rule = { $which ->
    [first] { $off } your first order
   *[any] { $off } your order
}
promotion-rule-from = { $which ->
    [first] { $off } your first order from { $from }
   *[any] { $off } orders from { $from }
}
promotion-automatic = You get { $rule }, without any code.
promotion-by-code = With { $name } you get { $rule }.
how-to-use-code = To use one, say: use the code, and its name.
no-promotions = There are no offers today.
promotion-noted = Good, I will use { $name }: { $rule }.
promotion-missing = You need { $missing } more in your basket for it.
promotion-left-out = So I left it out.
promotion-unknown = I don't know the code { $code }. To hear today's offers, ask: what offers do you have?
promotion-not-yet = { $name } can't be used yet. It starts { $day }.
promotion-over = { $name } is over. It ended { $day }.
promotion-below = { $name } holds for goods from { $from }.
promotion-first-order-only = { $name } is only for a first order.
delivery-free = Delivery is free.
delivery-costs = Delivery costs { $fee }.
delivery-costs-until = Delivery costs { $fee }, and is free from { $from }.
delivery-day = What you order now arrives { $day }.
fetch-at = { $more ->
    [0] You can also pick it up for free at { $places }; what you order now is ready { $day }.
    [one] You can also pick it up for free at { $places }, or one more place; what you order now is ready { $day }.
   *[other] You can also pick it up for free at { $places }, or { $more } more places; what you order now is ready { $day }.
}
fetch-hours = { $place } is open { $hours }.
payment-ask = To hear how you can pay, call us at { $phone }.

## Parcels, changes, returns, people

order-delivered-on = Your order { $number } was delivered { $day }.
order-to-fetch = Your order { $number } is being prepared. You can pick it up { $day } at { $place }.
order-ready = Your order { $number } is ready for you at { $place }.
order-fetched = You have picked up your order { $number } already.
order-label = Your order { $number } is packed and waits for the carrier. It arrives { $day }.
order-delayed-openly = Your order { $number } is delayed, and the carrier has not named a new day. To have somebody look into it, say: talk to a human.
order-at-the-carrier = Your order { $number } waits for you at the carrier's pick-up point.
order-attempt-failed = The carrier could not deliver your order { $number } and will try again. If that does not suit you, say: talk to a human.
order-exception = The carrier reports a problem with your order { $number }. To have somebody look into it, say: talk to a human.
order-parcel-cancelled = The carrier has stopped the parcel with your order { $number }. To find out why, say: talk to a human.
order-lost = The carrier has not reported your order { $number } for weeks. To have somebody look into it, say: talk to a human.
order-not-seen = Your order { $number } has left the shop, and the carrier has not reported it yet. It should be there { $day }.
order-in-parts = Your order { $number } comes in several parcels.
parcel-one = one parcel
parcel-other = the other
parcel-many = { $count } parcels
parcel-label = { $count ->
    [one] { $parcel } waits for the carrier.
   *[other] { $parcel } wait for the carrier.
}
parcel-moving = { $count ->
    [one] { $parcel } is on its way and should be there { $day }.
   *[other] { $parcel } are on their way and should be there { $day }.
}
parcel-delayed = { $count ->
    [one] { $parcel } is delayed.
   *[other] { $parcel } are delayed.
}
parcel-out = { $count ->
    [one] { $parcel } is out for delivery and should be there today.
   *[other] { $parcel } are out for delivery and should be there today.
}
parcel-at-the-carrier = { $count ->
    [one] { $parcel } waits for you at the carrier's pick-up point.
   *[other] { $parcel } wait for you at the carrier's pick-up point.
}
parcel-attempt-failed = { $count ->
    [one] { $parcel } could not be delivered; the carrier will try again.
   *[other] { $parcel } could not be delivered; the carrier will try again.
}
parcel-delivered = { $count ->
    [one] { $parcel } was delivered { $day }.
   *[other] { $parcel } were delivered { $day }.
}
parcel-returned = { $count ->
    [one] { $parcel } is on its way back to the shop.
   *[other] { $parcel } are on their way back to the shop.
}
parcel-problem = { $count ->
    [one] { $parcel } has a problem; to have somebody look into it, say: talk to a human.
   *[other] { $parcel } have a problem; to have somebody look into it, say: talk to a human.
}
parcels-rest = The rest is still being packed.
history = { $count ->
    [one] You have one order here.
   *[other] Here are your last { $count } orders.
}
history-order = Order { $number }, placed { $day }: { $items }; { $state }.
history-more = { $count } more
order-called = order { $number }
history-next = You can say: where is my order, or: reorder my last order.
state-placed = being prepared
state-packed = packed
state-partly-shipped = partly on its way
state-shipped = on its way
state-delivered = delivered
state-cancelled = cancelled
shall-i-change = Shall I change it?
changed-meanwhile = Something has changed since I read it to you.
change-would-be = Then your order { $number } has { $items }. With delivery and tax that makes { $total }.
change-done = Done. Your order { $number } has { $items } now, for { $total }.
change-nothing = Your order { $number } has just that already: { $items }.
change-none-left = Then nothing would be left of it.
change-not-in-order = Your order { $number } has no { $product }. To get some, say: order { $product }.
change-price-moved = { $product } costs { $price } now and was { $before } when you ordered, so I can't add it to that order. You can order it on its own.
change-only-more = { $left ->
    [0] There is no more { $product } in stock, so the order stays as it is.
    [one] There is only one more { $product } in stock.
   *[other] There are only { $left } more of { $product } in stock.
}
change-too-late-packed = Your order { $number } is packed, so I can't change it any more. You can send things back when they are there, or say: talk to a human.
change-too-late-shipped = Your order { $number } is on its way, so I can't change it any more. You can send things back when they are there, or say: talk to a human.
change-too-late-delivered = Your order { $number } was delivered, so I can't change it any more. To send something back, say: return an item.
which-address = You can name an address I know or tell me a new one. Which address do you mean?
address-not-saved = I don't know the address you call { $label }. Please tell me the street, the number and the town.
address-unclear = I can't use that as an address. Please tell me the street, the number and the town.
address-forgotten = I have no address to change to any more.
address-for-order = Your order { $number } would go to: { $address }.
address-for-all = From now on your orders would go to: { $address }.
address-of-order = Done. Your order { $number } goes to { $address }.
address-of-all = Done. From now on your orders go to { $address }.
address-stays = All right, the address stays as it is.
address-to-fetch = You pick up your order { $number } at { $place }, so it has no address. To have it delivered, say: talk to a human.
return-policy = { $days ->
    [one] You can send things back within one day of their delivery.
   *[other] You can send things back within { $days } days of their delivery.
}
return-how = Just say: return an item, and I'll give you a return number.
return-why = Why do you send it back: is it damaged, the wrong item, missing, or do you not need it?
return-how-many = How many would you like to return?
return-up-to = You can return up to { $item }.
return-would-be = That is { $item } from your order { $number }. You get { $refund } back.
shall-i-return = Shall I start the return?
return-started = Done. Your return number is { $number }. Put it on the parcel; you get { $refund } back when it has arrived.
return-started-missing = Done. Your return number is { $number }. There is nothing to send; you get { $refund } back as soon as the shop has looked into it.
return-not-started = All right, I didn't start a return.
return-asked = Your return { $number } with { $items } has not arrived at the shop yet. You get { $refund } back when it has.
return-asked-missing = The shop is looking into your return { $number }. You get { $refund } back for { $items }.
return-received = Your return { $number } has arrived. Your { $refund } are being paid back.
return-refunded = For your return { $number } you got { $refund } back { $day }.
return-refused = The shop could not accept your return { $number }. To find out why, say: talk to a human.
return-not-delivered = Nothing of your order { $number } was delivered yet, so there is nothing to return. To call it off, say: cancel my order.
return-too-late = { $days ->
    [one] Your order { $number } was delivered more than one day ago, so it is too late to return it by voice. To try, say: talk to a human.
   *[other] Your order { $number } was delivered more than { $days } days ago, so it is too late to return it by voice. To try, say: talk to a human.
}
return-all-returned = There is nothing left to return of your order { $number }. To hear more, say: what happened to my return.
return-not-this = There is no { $product } to return in your order { $number }. You can name another order by its number.
no-returns = You have returned nothing here yet. To begin, say: return an item.
unknown-return = I can't find a return with the number { $number }.
shall-they-call = Shall I have somebody call you back?
which-phone = Which number should we call?
phone-heard = I heard { $phone }.
is-that-right = Is that right?
phone-unclear = I need a telephone number of { $shortest } to { $longest } digits, spoken one by one.
ticket-call-back = Somebody will call you back. The number of your question is { $number }.
tickets-too-many = { $count ->
    [one] The shop has a question of yours already, under number { $numbers }.
   *[other] The shop has { $count } questions of yours already, under the numbers { $numbers }.
}
want-a-person = Would you like to talk to a person?
not-understood-person = I still didn't get that. You can also say: talk to a human.

## Repeat Orders

list-is = Your list has { $items }.
not-in-it = There is no { $said } in it.
nothing-left = Then nothing is left, so I didn't order anything.
place-unchanged = Shall I place the order as it was?
replaced = { $product } is sold out; I put in { $items } instead, as you asked, for { $price }.
left-out-until = { $product } is sold out and should be back { $day }, so I left it out.
offer-instead = For { $price }, you can say: replace { $product } with { $instead }.
back-on = { $product } should be back { $day }.
dearer = { $product } was { $before } last time and is { $price } now.
dearer-many = { $count } prices have risen since last time.
costs-and-tax = Together with { $delivery } for delivery and { $tax } tax that makes { $total }.
costs-free-delivery-and-tax = With free delivery and { $tax } tax that makes { $total }.
costs-pickup = That makes { $total }, tax included.
costs-pickup-and-tax = Together with { $tax } tax that makes { $total }.
discount = That includes { $off }, { $promotion }.
discount-gone = { $promotion } does not hold for this any more.
ready-at = { $shop } has it ready for you to pick up { $day } at { $place }.
placed-pickup = Done. Your order number is { $number }. You can pick it up { $day }.
placed-card-discount = Discount: -{ $price }
placed-card-tax = Tax: { $price }
placed-card-total-and-tax = Total: { $total }. { $shop } delivers it { $day } to { $address }.
placed-card-total-pickup = Total: { $total }, tax included. { $shop } has it ready for you to pick up { $day } at { $address }.
placed-card-total-pickup-and-tax = Total: { $total }. { $shop } has it ready for you to pick up { $day } at { $address }.
over-limit = That would make { $total }, and your limit for one order is { $limit }.
below-limit = You can order less, or say: change my spending limit.
history-unused = You asked me not to learn from your past orders, so I don't know your usual. You can say: order the same as last time.
list-saved = Saved. Next time, say: order my { $list } list.
list-saved-last = Saved your last order, { $items }, as your { $list } list.
list-which-name = What shall I call the list?
list-name-refused = A name for a list has one to { $longest } letters.
list-exists = You have a list called { $list }: { $items }.
list-replace = Shall I replace it?
list-kept = All right, the list stays as it is.
list-nothing = There is nothing to save yet. Order something or fill your basket first.
list-too-many = You have { $most } lists, and that is as many as I can keep. You can save this under the name of one of them.
list-unknown = I don't know that list. You have { $lists }.
list-which = Which of your lists do you mean: { $lists }?
list-none = You have no lists yet. After an order, you can say: save this as my Friday list.
substitution-which-product = For which product?
substitution-how = What shall I do when { $product } is sold out: take the best match, or leave it out?
substitution-with-what = What shall I take instead of { $product }?
substitution-best-match = All right. When { $product } is sold out, I take the best match and tell you which it is.
substitution-specific = All right. When { $product } is sold out, I take { $replacement } instead.
substitution-none = All right. I will never replace { $product }.
substitution-itself = I can't replace { $product } with itself. Tell me something else to take.

## Scheduled reorders

subscription-every = { $weeks ->
    [one] every week
   *[other] every { $weeks } weeks
}
subscription-how-often = It can come every week, or every two weeks, for example. How often would you like it?
subscription-would-be = That would be { $items } { $every }.
subscription-costs = At today's prices that is { $total } each time, with { $delivery } for delivery and tax included.
subscription-costs-free-delivery = At today's prices that is { $total } each time, with free delivery and tax included.
subscription-costs-pickup = At today's prices that is { $total } each time, tax included.
subscription-discount = That is with { $amount } off, as long as the promotion lasts.
subscription-first = { $shop } places the first order { $day } and delivers it { $arrives } to { $address }.
subscription-first-pickup = { $shop } places the first order { $day }, and you can pick it up { $arrives } at { $address }.
subscription-first-sold-out = { $count ->
    [one] { $products } is sold out right now, so { $shop } places the first order when it is back and delivers it to { $address }.
   *[other] { $products } are sold out right now, so { $shop } places the first order when they are back and delivers it to { $address }.
}
subscription-first-sold-out-pickup = { $count ->
    [one] { $products } is sold out right now, so { $shop } places the first order when it is back. You can pick it up at { $address }.
   *[other] { $products } are sold out right now, so { $shop } places the first order when they are back. You can pick it up at { $address }.
}
subscription-short = { $count ->
    [one] There is not enough { $products } right now, so the rest follows when it is back.
   *[other] There is not enough of { $products } right now, so the rest follows when it is back.
}
subscription-shall-i = Shall I set that up?
subscription-started = Done. You get { $items } { $every }.
subscription-not-started = All right, I didn't set anything up.
subscription-first-number = The number of your first order is { $number }.
subscription-next = The next order goes out { $day }.
subscription-line = You get { $items } { $every }. The next order goes out { $day }.
subscription-line-paused = Your order of { $items } { $every } is paused.
subscription-others = { $count ->
    [one] And there is one more.
   *[other] And there are { $count } more.
}
subscription-which-change = You can skip it, send it now, move it, pause it, swap something, or stop it. What would you like to do?
subscription-which = Do you mean the one with { $products }?
subscription-which-line = What would you like to replace: { $products }?
subscription-which-day = Which day would you like?
subscription-skipped = All right, I skip { $products } once.
subscription-moved = All right, I moved { $products }.
subscription-paused = All right, { $products } { $count ->
    [one] is
   *[other] are
} paused. To go on, say: resume my subscription.
subscription-resumed = All right, you get { $products } again.
subscription-is-paused = { $products } { $count ->
    [one] is
   *[other] are
} paused.
subscription-shall-i-resume = Shall I resume it?
subscription-confirm-stop = You get { $items } { $every }. Shall I stop that for good?
subscription-stopped = Done. I won't order { $products } for you any more.
subscription-kept = All right, it stays as it is.
subscription-instead-of = What would you like instead of { $product }?
subscription-swap = Instead of { $before } you would get { $items }, for { $price } { $unit }.
subscription-change-that = Shall I change that?
subscription-swapped = Done. You get { $items } { $every }.
subscription-sent = Done. Your order number is { $number }. It arrives { $day }.
subscription-sent-already = It can't go out now, because an order went out today or was moved.
subscription-without = { $count ->
    [one] Your scheduled order due { $day } went out without all of the { $products }. The rest follows if it is back within a month and before your next order.
   *[other] Your scheduled order due { $day } went out without all of { $products }. The rest follows if it is back within a month and before your next order.
}
subscription-nothing = { $count ->
    [one] Your scheduled order due { $day } could not go out, because { $products } is sold out. I try again every day for a month, or until your next order.
   *[other] Your scheduled order due { $day } could not go out, because { $products } are sold out. I try again every day for a month, or until your next order.
}
subscription-over-limit = Your scheduled order due { $day } did not go out, because it would cost more than your spending limit. You can change the limit, or swap something.
subscription-no-place = Your scheduled order due { $day } did not go out, because it can't be picked up where you wanted it. Ask for the delivery options.
subscription-dear = I left { $products } out of your scheduled order due { $day }, because the price rose a lot.
subscription-price = { $product } in your subscription now costs { $price } instead of { $before }.
subscription-price-right = Is that all right?
subscription-price-agreed = All right, it comes with your next order.
subscription-price-declined = All right, I leave it out as long as it costs that much. To get something else instead, say: change my subscription.
subscription-none-yet = You have no scheduled orders. To start one, say for example: send me coffee every two weeks.
subscription-unknown = You don't get { $product } on a schedule. To hear what you get, say: list my subscriptions.
subscription-gone = That scheduled order is not there any more. To hear what you get, say: list my subscriptions.
subscription-day-past = That day is over.
subscription-day-far = That is more than a year away.
subscription-ordered-already = There was an order { $day } already.
subscription-includes = { $product } is part of that already, so I left it as it is.

## Screens

screen-product = { $price } { $unit }, in stock
screen-product-low = { $price } { $unit }, only { $left } left
screen-product-sold-out = { $price } { $unit }, sold out
screen-product-back = { $price } { $unit }, sold out, back { $day }
screen-total = Total: { $total }
screen-quote = Your order
screen-basket = Your basket
screen-orders = Your orders
screen-order = { $total }, placed { $day }: { $state }
screen-place = Place order
screen-not-now = Not now
screen-check-out = Check out
screen-cancel = Cancel order
screen-step-placed = Placed
screen-step-packed = Packed
screen-step-shipped = On its way
screen-step-out = Out for delivery
screen-step-delivered = Delivered
screen-step-ready = Ready to pick up
screen-step-fetched = Picked up
screen-progress = { $step }, step { $at } of { $of }

## The skill's page in Amazon's store (read, not spoken)

package-summary = { $shop } by voice: order your usual again, ask what is in stock, and hear when your delivery comes.
package-description-what = Order from { $shop } without a screen: say what you need, hear what it costs and when it arrives, and say yes. Order your usual again in one sentence, fill a basket, ask what is in stock, follow a delivery, or change, cancel and return an order.
package-description-linking = This skill uses account linking: before your first order, link your { $shop } account in the Alexa app. You can ask for products, prices and stock without it.
package-description-order = Before every order you hear the seller, the products, the delivery and the total with all taxes and fees, and nothing is ordered until you say yes. Afterwards the details are on a card in the Alexa app and in an e-mail.
package-description-code = To protect against unwanted orders you can set an optional four-digit voice code, which is then asked for before every order; it is offered to you with orders of { $amount } or more. Say: set up a voice code, or: change my voice code.
package-description-permissions = The address of your device, reminders and notifications are optional. The skill asks for them only when you want something that needs them.
package-keywords = shopping, online shop, order, reorder, order again, repeat order, voice ordering, in stock, price, basket, delivery, track my order, order status, returns, subscription
package-example-open = Alexa, open { $name }
package-example-order = Alexa, ask { $name } to { $said }
package-example-status = Alexa, ask { $name } { $said }

## E-mails (read, not spoken)

mail-hello = Hello { $name },
mail-hello-plain = Hello,
mail-placed-subject = Your order { $number } from { $shop }
mail-placed = Thank you for your order. Its number is { $number }, and you are buying from { $shop }.
mail-line = { $item }: { $price }
mail-discount = Discount: -{ $price }
mail-delivery = Delivery: { $price }
mail-delivery-free = Delivery: free
mail-tax = Tax: { $price }
mail-total = Total: { $total }
mail-total-taxed = Total: { $total }, including { $tax } tax
mail-arrives = It arrives { $day } at this address: { $address }
mail-ready = You can pick it up { $day } at { $place }, { $address }
mail-ready-there = You can pick it up { $day } here: { $address }
mail-cancel = If you change your mind, you can cancel it until { $time } { $day }. Just say: cancel my order.
mail-call = If you have a question, call us at { $phone }.
mail-changed-subject = Your order { $number } has changed
mail-changed = Your order { $number } from { $shop } was changed as you wished. It is now:
mail-cancelled-subject = Your order { $number } is cancelled
mail-cancelled = Your order { $number } from { $shop } is cancelled: nothing of it will be delivered, and nothing will be charged. You had ordered:
mail-cancelled-call = If you did not want that, call us at { $phone }.

## Reminders and waiting

address-needed = I don't know yet where to deliver to.
which-full-address = What is your full address?
address-permission = I sent a card to your Alexa app: allow me to use your address there, or just tell it to me now.
progressive-moment = One moment.
shall-i-remind-delivery = Shall I remind you on the morning it arrives?
shall-i-remind-restock = Shall I remind you { $day }, when it should be back?
reminder-set = All right, I'll remind you { $day } at { $time }.
reminder-none = All right, no reminder.
reminder-too-late = It is too late for a reminder. You can ask me any time.
reminder-not-here = I can't set reminders on this device. You can ask me any time.
reminder-failed = I'm sorry, the reminder could not be set. You can ask me any time instead.
reminder-permission = To set a reminder I need your permission. I sent a card to your Alexa app: allow reminders there, then ask me once more.
reminder-delivery = Your order { $number } from { $shop } should arrive today.
reminder-restock = { $product } should be back at { $shop } today.

## A household that shares a device

welcome-unnamed = Hi, this is { $shop }. You can reorder your usual, ask what is in stock, or track a delivery.
household-is-it-you = I don't know your voice yet. Am I speaking with { $name }?
household-hello = Thanks, { $name }. From now on I know your voice.
household-joined = All right. From now on I keep your orders apart from those of { $name }.
household-not-now = All right. Then I can only tell you what is in stock and what it costs.
household-alexas-pin = Orders here are protected by a PIN that only Alexa knows, so I cannot take your word for it. To have the shop sort it out, say: talk to a human.

## Linking an account: web pages and an e-mail

link-sign-in-title = Sign in to { $shop }
link-sign-in-lead = Sign in with your e-mail address to link your account at { $shop }, or to see and end your links. We send you a code; there is no password.
link-email = Your e-mail address
link-email-hint = The one you gave to { $shop }.
link-send = Send me a code
link-email-wrong = This is not an e-mail address. Write it like name@example.com.
link-too-busy = Too many people are asking for a code right now. Try again in a minute.
link-too-many = Too many codes were sent to this address. Wait an hour, then ask for a new one.
link-code-title = Enter the code
link-code-lead = If this address belongs to a customer of { $shop }, an e-mail with a code is on its way. It is good for { $minutes } minutes. No e-mail? Look into your spam folder, or check the address.
link-code = Code from the e-mail
link-code-hint = Six digits.
link-continue = Continue
link-another-address = Use another address
link-code-not-six = The code has six digits. Type all of them, such as 123456.
link-code-wrong = { $left ->
    [one] This is not the code. You can try one more time.
   *[other] This is not the code. You can try { $left } more times.
}
link-code-over = This code is not good any more. Ask for a new one.
link-consent-title = Link { $shop } with Alexa?
link-consent-who = You are signed in as { $name }.
link-consent-lead = If you allow it, Alexa can do this in your name, for everybody who talks to your devices:
link-consent-orders = tell about your orders and deliveries
link-consent-place = place and change orders at { $shop }, each after a spoken yes
link-consent-basket = keep your basket, your lists and your subscriptions
link-consent-end = You can end this at any time in the Alexa app, or on the page for your links here at { $shop }.
link-allow = Allow
link-deny = Do not allow
link-not-you = That is not me
link-account-title = Linked with your account
link-account-lead = These may order in your name at { $shop }:
link-account-none = Nothing is linked with your account at { $shop }.
link-alexa = Alexa, linked on { $created }, last used on { $used }
link-end = End this link
link-ended = The link has ended. Alexa cannot order in your name by it any more.
link-sign-out = Sign out
link-signed-out-title = Signed out
link-signed-out = You are signed out. You can close this page.
link-problem-title = This does not work
link-problem-request = Alexa sent us a request that is not complete or not meant for this shop. Go back to the Alexa app and start again.
link-problem-form = This page was open too long, or your browser did not send its cookie. Open the page again and try once more.
link-problem-busy = We cannot reach our books right now. Wait a moment, then try again.
link-error = Please check: { $problem }
link-mail-subject = Your code for { $shop }
link-mail-code = Your code is { $code }. Type it into the page where you asked for it; it is good for { $minutes } minutes.
link-mail-warning = Give it to nobody: { $shop } never asks for it by phone. If you did not ask for a code, you need not do anything.
