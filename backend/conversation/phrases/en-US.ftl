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
ask-again = Please try again in a moment. What would you like?
quote-changed = Something has changed since I read it to you.
nothing-to-reorder = You haven't ordered anything here yet, so I don't know your usual.
all-sold-out = { $count ->
    [one] Sorry, { $products } is sold out at the moment.
   *[other] Sorry, { $products } are sold out at the moment.
}
yes-or-no = Please say yes or no.
link-account = I don't know you here yet, so I can't order or look up orders. Please link your shop account first.

## Afterwards

order-placed = Your order { $number } is being prepared and arrives { $day }.
order-packed = Your order { $number } is packed and arrives { $day }.
order-partly-shipped = A part of your order { $number } is on its way, and the rest follows. All of it should be there { $day }.
order-shipped = Your order { $number } is on its way and arrives { $day }.
order-out = Your order { $number } is out for delivery and should be there today.
order-delayed = Your order { $number } is delayed. The carrier expects to bring it { $day }.
order-failed = The carrier could not deliver your order { $number } and will try again.
order-pickup = Your order { $number } is ready for you to pick up.
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
