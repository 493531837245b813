# Was Encore auf Deutsch sagt. Kurz, ein Gedanke je Satz, immer mit einem nächsten Schritt.
# Produktnamen stehen so, dass weder Geschlecht noch Zahl eine Rolle spielen; Mengen stehen im Akkusativ.

## Bausteine

# Wie ein Tag geschrieben wird, in den Buchstaben der Datumsmuster von Unicode.
day-pattern = EEEE, 'dem' d. MMMM
day = { $offset ->
    [-1] gestern
    [0] heute
    [1] morgen
   *[other] am { $date }
}
# So viel von einem Produkt, mit seiner Einheit.
item-bag = { $count ->
    [one] einen Beutel { $product }
   *[other] { $count } Beutel { $product }
}
item-bottle = { $count ->
    [one] eine Flasche { $product }
   *[other] { $count } Flaschen { $product }
}
item-box = { $count ->
    [one] eine Schachtel { $product }
   *[other] { $count } Schachteln { $product }
}
item-can = { $count ->
    [one] eine Dose { $product }
   *[other] { $count } Dosen { $product }
}
item-carton = { $count ->
    [one] eine Packung { $product }
   *[other] { $count } Packungen { $product }
}
item-jar = { $count ->
    [one] ein Glas { $product }
   *[other] { $count } Gläser { $product }
}
item-pack = { $count ->
    [one] eine Packung { $product }
   *[other] { $count } Packungen { $product }
}
item-loaf = { $count ->
    [one] einen Laib { $product }
   *[other] { $count } Laibe { $product }
}
item-bunch = { $count ->
    [one] ein Bund { $product }
   *[other] { $count } Bund { $product }
}
item-roll = { $count ->
    [one] eine Rolle { $product }
   *[other] { $count } Rollen { $product }
}
item-tube = { $count ->
    [one] eine Tube { $product }
   *[other] { $count } Tuben { $product }
}
item-kilogram = { $count ->
    [one] ein Kilo { $product }
   *[other] { $count } Kilo { $product }
}
item-bar = { $count ->
    [one] ein Stück { $product }
   *[other] { $count } Stück { $product }
}
item-dozen = { $count ->
    [one] ein Dutzend { $product }
   *[other] { $count } Dutzend { $product }
}
item-piece = { $count ->
    [one] einmal { $product }
   *[other] { $count } mal { $product }
}
# Nach einem Preis: acht Euro ...
unit-bag = der Beutel
unit-bottle = die Flasche
unit-box = die Schachtel
unit-can = die Dose
unit-carton = die Packung
unit-jar = das Glas
unit-pack = die Packung
unit-loaf = der Laib
unit-bunch = das Bund
unit-roll = die Rolle
unit-tube = die Tube
unit-kilogram = das Kilo
unit-bar = das Stück
unit-dozen = das Dutzend
unit-piece = das Stück
verbatim = { $text }

## Begrüßung, Hilfe, Abschied

welcome = Hallo { $name }, hier ist { $shop }. Sie können das Übliche noch einmal bestellen, fragen, was vorrätig ist, oder eine Lieferung verfolgen.
welcome-stranger = Willkommen bei { $shop }. Sie können fragen, was vorrätig ist und was es kostet.
what-now = Was darf es sein?
anything-else = Darf es sonst noch etwas sein?
help = Sie können sagen: bestelle das Übliche noch einmal, ist der Kaffee vorrätig, bestelle zwei von etwas, wo ist meine Bestellung, oder storniere meine Bestellung. Wenn Sie mit jemandem sprechen möchten, sagen Sie: mit einem Menschen sprechen.
goodbye = Auf Wiederhören.
started-over = Gut, noch einmal von vorne.
not-understood = Das habe ich leider nicht verstanden. Sie können sagen: bestelle das Übliche, oder: wo ist meine Bestellung.
not-understood-short = Das habe ich leider nicht verstanden.
not-understood-again = Das habe ich wieder nicht verstanden. Sagen Sie Hilfe, um zu hören, was ich kann, oder sagen Sie: mit einem Menschen sprechen.
not-now = Im Moment gibt es nichts, wozu Sie Ja sagen könnten.
trouble = Da ist bei uns leider etwas schiefgegangen. Wenn Sie gerade bestellt haben, fragen Sie bitte erst, wo Ihre Bestellung ist, bevor Sie es noch einmal versuchen.
all-right = In Ordnung.

## Produkte

which-product = Welches Produkt meinen Sie?
which-of = Meinen Sie { $products }?
unknown-product = { $said } führen wir leider nicht.
in-stock = Ja, { $product } haben wir da.
low-stock = { $left ->
    [one] Ja, aber { $product } haben wir nur noch einmal da.
   *[other] Ja, aber { $product } haben wir nur noch { $left } mal da.
}
sold-out = { $product } haben wir leider gerade nicht mehr.
sold-out-until = { $product } haben wir leider gerade nicht mehr. Nachschub kommt voraussichtlich { $day }.
alternative = Wir haben aber { $product } für { $price }.
want-alternative = Möchten Sie das stattdessen?
price = { $product } gibt es für { $price } { $unit }.
price-of = Für { $items } zahlen Sie { $price }.
shall-i-order = Soll ich das bestellen?
shall-i-order-them = Soll ich sie bestellen?
in-stock-several = Ja, { $products } haben wir da.
sold-out-several = { $products } haben wir leider gerade nicht mehr.

## Angebot und Bestellung

usual-is = Sonst nehmen Sie { $items }.
last-was = Beim letzten Mal hatten Sie { $items }.
that-is = Ich habe notiert: { $items }.
costs = Mit { $delivery } für die Lieferung macht das { $total } inklusive Steuern.
costs-free-delivery = Mit kostenloser Lieferung macht das { $total } inklusive Steuern.
sold-by = { $shop } liefert { $day } an { $address }.
shall-i-place = Soll ich die Bestellung aufgeben?
left-out = { $product } haben wir gerade nicht mehr und habe ich deshalb weggelassen.
reduced = { $taken ->
    [one] { $product } haben wir nur noch einmal, das habe ich genommen.
   *[other] { $product } haben wir nur noch { $taken } mal, die habe ich genommen.
}
only-left = { $left ->
    [one] { $product } haben wir nur noch einmal.
   *[other] { $product } haben wir nur noch { $left } mal.
}
take-them = { $left ->
    [one] Soll ich das nehmen?
   *[other] Soll ich diese { $left } nehmen?
}
placed = Erledigt. Ihre Bestellnummer ist { $number }. Die Lieferung kommt { $day }.
placed-card = Bestellung { $number }
placed-card-line = { $item }: { $price }
placed-card-delivery = Lieferung: { $price }
placed-card-total = Summe: { $total } inklusive Steuern. { $shop } liefert { $day } an { $address }.
not-placed = In Ordnung, ich habe nichts bestellt.
quantity-zero = Ich kann von einem Produkt eins bis { $most } bestellen.
quantity-too-many = { $quantity } sind mehr, als ich per Sprache bestellen kann. Von einem Produkt nehme ich höchstens { $most }.
how-many = Wie viel möchten Sie?
quote-expired = Das Angebot ist schon eine Weile her, deshalb habe ich noch einmal nachgesehen.
price-changed = { $product } gab es eben noch für { $before }, jetzt für { $price }.
address-changed = Ihre Adresse ist jetzt { $address }.
not-confirmed = Der Laden hat Ihre Bestellung noch nicht bestätigt.
ask-again-yes = Sagen Sie noch einmal Ja, dann sehe ich nach; Sie bekommen nichts doppelt. Soll ich?
no-answer = Der Laden antwortet gerade nicht.
ask-again = Bitte versuchen Sie es gleich noch einmal. Was darf es sein?
quote-changed = Seit ich es Ihnen vorgelesen habe, hat sich etwas geändert.
nothing-to-reorder = Sie haben hier noch nichts bestellt, deshalb kenne ich das Übliche noch nicht.
all-sold-out = { $products } haben wir im Moment leider nicht mehr.
yes-or-no = War das ein Ja oder ein Nein?
yes-or-no-to = Bitte sagen Sie Ja oder Nein. { $question }
link-account = Ich kenne Sie hier noch nicht, deshalb kann ich nichts bestellen und keine Bestellungen nachsehen. Bitte verknüpfen Sie zuerst Ihr Kundenkonto.
link-account-card = Dafür muss ich wissen, wer Sie sind. Bitte verknüpfen Sie Ihr Kundenkonto: Ich habe eine Karte in Ihre Alexa-App geschickt. Danach fragen Sie mich einfach noch einmal.
already-on-it = Da bin ich schon dran, und ich mache es nicht zweimal. Sehen Sie bitte gleich nach, ob es geklappt hat.
link-expired = Die Verknüpfung mit Ihrem Kundenkonto ist abgelaufen. Bitte verknüpfen Sie es mit der Karte in Ihrer Alexa-App neu. Danach fragen Sie mich einfach noch einmal.

## Danach

order-placed = Ihre Bestellung { $number } wird vorbereitet und kommt { $day } an.
order-packed = Ihre Bestellung { $number } ist gepackt und kommt { $day } an.
order-partly-shipped = Ein Teil Ihrer Bestellung { $number } ist unterwegs, der Rest folgt. { $day } sollte alles da sein.
order-shipped = Ihre Bestellung { $number } ist unterwegs und kommt { $day } an.
order-out = Ihre Bestellung { $number } ist in der Zustellung und sollte heute da sein.
order-delayed = Ihre Bestellung { $number } verspätet sich. Der Paketdienst bringt sie voraussichtlich { $day }.
order-returned = Ihre Bestellung { $number } ist auf dem Weg zurück zum Laden.
order-delivered = Ihre Bestellung { $number } wurde zugestellt.
order-cancelled = Ihre Bestellung { $number } ist storniert.
order-overdue = Ihre Bestellung { $number } sollte { $day } ankommen und ist noch nicht als zugestellt gemeldet.
order-holds = Sie enthält { $items }.
no-orders = Sie haben hier noch keine Bestellungen.
unknown-order = Ich finde keine Bestellung mit der Nummer { $number }.
confirm-cancel = Ihre Bestellung { $number } enthält { $items }. Soll ich sie stornieren?
cancelled = Ihre Bestellung { $number } ist storniert. Sie zahlen nichts.
not-cancelled = In Ordnung, die Bestellung bleibt, wie sie ist.
too-late-shipped = Ihre Bestellung { $number } ist schon unterwegs, ich kann sie nicht mehr stornieren. Sie können die Annahme verweigern, oder sagen Sie: mit einem Menschen sprechen.
too-late-packed = Ihre Bestellung { $number } wird schon gepackt, per Sprache lässt sie sich nicht mehr stornieren. Um es zu versuchen, sagen Sie: mit einem Menschen sprechen.
too-late-delivered = Ihre Bestellung { $number } wurde schon zugestellt, ich kann sie nicht mehr stornieren.
already-cancelled = Ihre Bestellung { $number } war schon storniert.

## Menschen und Ideen

talk-to-human = Sie erreichen uns unter { $phone }, { $hours }.
talk-to-human-plain = Sie erreichen uns unter { $phone }.
talk-to-human-none = Dieser Laden hat mir leider keine Telefonnummer genannt.
recommend = Sie kaufen oft { $products }.
recommend-none = Ich kenne Ihren Geschmack noch nicht. Fragen Sie mich, ob etwas vorrätig ist.
which-to-order = Was davon soll ich bestellen?

## Persönliches

limit-is = Keine Ihrer Bestellungen darf mehr als { $limit } kosten.
limit-none = Sie haben kein Ausgabenlimit. Um eins festzulegen, sagen Sie zum Beispiel: setze mein Ausgabenlimit auf { $example }.
limit-how-much = Wie viel darf eine Bestellung höchstens kosten?
limit-set = Erledigt. Von jetzt an darf keine Ihrer Bestellungen mehr als { $limit } kosten.
limit-off = Erledigt. Sie haben kein Ausgabenlimit mehr.
limit-kept = In Ordnung, Ihr Ausgabenlimit bleibt, wie es ist.
limit-refused = Ein Ausgabenlimit muss mehr als null sein und höchstens { $most }.
confirm-limit-up = Soll ich Ihr Ausgabenlimit von { $before } auf { $limit } erhöhen?
confirm-limit-off = Ihr Ausgabenlimit ist { $limit }. Soll ich es aufheben?
code-which = Wie lautet Ihr Sprachcode?
code-wrong = { $left ->
    [one] Das ist nicht Ihr Sprachcode. Sie haben noch einen Versuch.
   *[other] Das ist nicht Ihr Sprachcode. Sie haben noch { $left } Versuche.
}
code-locked = Ihr Sprachcode ist nach drei falschen Versuchen gesperrt. Damit der Laden ihn zurücksetzt, sagen Sie: mit einem Menschen sprechen.
code-new = Welche vier Ziffern möchten Sie?
code-twice = Sagen Sie mir die vier Ziffern noch einmal?
code-different = Das waren nicht dieselben Ziffern, deshalb ist nichts festgelegt.
code-set = Ihr Sprachcode ist festgelegt. Ich frage vor jeder Bestellung danach.
code-weak = Der ist zu leicht zu erraten.
code-four-digits = Ein Sprachcode hat vier Ziffern.
code-on = Sie haben einen Sprachcode. Um ihn zu ändern, schalten Sie ihn zuerst aus: sagen Sie, schalte meinen Sprachcode aus.
code-none = Sie haben keinen Sprachcode.
code-off = Ihr Sprachcode ist aus. Ich frage nicht mehr danach.
code-offer = Für so große Bestellungen können Sie einen Sprachcode aus vier Ziffern haben, nach dem ich zuerst frage. Sagen Sie einfach: Sprachcode einrichten.
code-alexa-asks = Alexa fragt Sie jetzt nach Ihrer PIN.
code-alexa-set = Von jetzt an fragt Alexa vor jeder Bestellung nach der PIN Ihres Profils. Wenn Sie noch keine haben, legen Sie sie in der Alexa-App in Ihrem Profil fest.
code-alexa-needs-voice = Dafür muss Alexa Ihre Stimme erkennen, und das tut sie noch nicht. Richten Sie Ihre Stimme in der Alexa-App ein und fragen Sie mich dann noch einmal.
code-alexa-unknown-voice = Dafür muss Alexa Ihre Stimme erkennen, und das tut sie nicht. Richten Sie Ihre Stimme in der Alexa-App ein, oder lassen Sie den Laden Ihren Code zurücksetzen: sagen Sie, mit einem Menschen sprechen.
code-alexa-not-set-up = Sie haben noch keine PIN in Ihrem Profil, deshalb ist nichts geschehen. Legen Sie eine in der Alexa-App in Ihrem Profil fest.
code-alexa-refused = Die PIN war nicht richtig, deshalb ist nichts geschehen.
address-refused = Diese Adresse ist leer oder zu lang. Bitte sagen Sie eine kürzere.
too-many-addresses = Sie haben schon { $most } gespeicherte Adressen. Bitten Sie den Laden, erst eine zu löschen.
no-addresses = Sie haben keine gespeicherten Adressen. Der Laden kann eine für Sie speichern.
which-saved-address = Welche Ihrer gespeicherten Adressen: { $known }?
unknown-address = Diese Adresse kenne ich nicht. Gespeichert haben Sie { $known }.

## Datenschutz

privacy-kept = Der Laden speichert Ihren Namen, Ihre Adressen, Ihre Bestellungen und was ich mir für Sie merken soll. Ich speichere keine Aufnahmen Ihrer Stimme, und Sie können jederzeit sagen: lösche meine Daten.
privacy-offer = Soll ich den Laden bitten, Ihnen eine Kopie von allem zu schicken?
export-asked = Erledigt. Der Laden schickt Ihnen innerhalb eines Monats eine Kopie.
consent-which = Meinen Sie Ihren Bestellverlauf, Angebote oder Erinnerungen?
consent-choice = Möchten Sie es erlauben oder verbieten?
consent-is-on = Im Moment erlauben Sie es.
consent-is-off = Im Moment erlauben Sie es nicht.
history-allow = In Ordnung, ich merke mir aus Ihren früheren Bestellungen, was Sie üblicherweise nehmen.
history-forbid = In Ordnung, ich nutze Ihre früheren Bestellungen nicht mehr für das Übliche oder für Vorschläge.
offers-allow = In Ordnung, ich sage Ihnen Bescheid, wenn es Angebote gibt.
offers-forbid = In Ordnung, keine Angebote.
reminders-allow = In Ordnung, ich erinnere Sie.
reminders-forbid = In Ordnung, keine Erinnerungen.
delete-means = Das löscht Ihr Konto, Ihre Listen und Ihre Abos endgültig. Frühere Bestellungen muss der Laden für das Finanzamt aufbewahren, aber ohne Ihren Namen und Ihre Adresse.
confirm-delete = Soll ich alles über Sie löschen?
not-deleted = In Ordnung, es wird nichts gelöscht.
deleted = Alles über Sie ist gelöscht.
delete-blocked = { $count ->
    [one] Ich kann Ihre Daten noch nicht löschen, weil Ihre Bestellung { $numbers } noch offen ist.
   *[other] Ich kann Ihre Daten noch nicht löschen, weil { $count } Ihrer Bestellungen noch offen sind: { $numbers }.
}
delete-later = Fragen Sie noch einmal, wenn alles angekommen ist, oder sagen Sie: mit einem Menschen sprechen.

## Filialen, Warenkorb, Angebote

low-stock-at = { $left ->
    [one] { $place }: { $product } gibt es dort nur noch einmal.
   *[other] { $place }: { $product } gibt es dort nur noch { $left } mal.
}
in-stock-at = Ja, { $product } gibt es hier: { $place }.
sold-out-at = { $place }: { $product } gibt es dort gerade nicht mehr.
sold-out-at-until = { $place }: { $product } gibt es dort gerade nicht mehr. Nachschub kommt voraussichtlich { $day }.
delivered-instead = Aber wir können liefern.
left-at = { $left ->
    [one] { $place }: dort gibt es noch eins.
   *[other] { $place }: dort gibt es noch { $left }.
}
shall-i-order-to-fetch = Soll ich es zum Abholen dort bestellen?
unknown-place = Eine Filiale namens { $place } haben wir nicht.
our-places = Das sind unsere Filialen: { $places }.
shall-i-tell = Soll ich Bescheid sagen, wenn es { $product } wieder gibt?
will-tell = Wenn es { $product } wieder gibt, sage ich es Ihnen beim nächsten Gespräch.
back-again = Gute Nachricht: { $products } gibt es wieder.
added = In Ihren Warenkorb habe ich { $item } gelegt.
added-more = Dazugelegt. Im Warenkorb haben Sie jetzt { $item }.
removed = { $product } habe ich aus Ihrem Warenkorb genommen.
removed-some = In Ordnung, im Warenkorb haben Sie noch { $item }.
not-in-basket = { $product } liegt nicht in Ihrem Warenkorb.
basket-empty = Ihr Warenkorb ist leer.
basket-has = Ihr Warenkorb enthält { $items }.
basket-has-many = Ihr Warenkorb enthält { $count } verschiedene Produkte. Zuletzt kamen dazu: { $items }.
basket-total = Zusammen macht das ungefähr { $total }.
basket-promotion = Sie möchten { $name } einlösen.
basket-kept = In Ordnung, es bleibt in Ihrem Warenkorb.
basket-full = Ihr Warenkorb ist voll: er fasst bis zu { $most } verschiedene Produkte. Nehmen Sie etwas heraus, oder gehen Sie zuerst zur Kasse.
basket-too-many = Im Warenkorb haben Sie schon { $item }, und von einem Produkt nehme ich höchstens { $most }.
more-or-check-out = Noch etwas, oder soll ich zur Kasse gehen?
shall-i-check-out = Soll ich zur Kasse gehen?
what-to-add = Wenn das alles ist, sagen Sie: zur Kasse. Was soll ich dazulegen?
off-percent = { $percent } Prozent Rabatt
off-fixed = { $amount } Rabatt
promotion-rule = { $which ->
    [first] { $off } auf Ihre erste Bestellung
   *[any] { $off } auf Ihre Bestellung
}
promotion-rule-from = { $which ->
    [first] { $off } auf Ihre erste Bestellung ab { $from }
   *[any] { $off } auf Bestellungen ab { $from }
}
promotion-automatic = Sie bekommen { $rule }, ganz ohne Code.
promotion-by-code = Mit { $name } bekommen Sie { $rule }.
how-to-use-code = Um einen Code einzulösen, sagen Sie: löse den Code ein, mit seinem Namen.
no-promotions = Heute gibt es keine Angebote.
promotion-noted = Gut, ich löse { $name } ein: { $rule }.
promotion-missing = Dafür fehlen im Warenkorb noch { $missing }.
promotion-left-out = Ich habe es deshalb weggelassen.
promotion-unknown = Den Code { $code } kenne ich nicht. Um die Angebote von heute zu hören, fragen Sie: welche Angebote gibt es?
promotion-not-yet = { $name } gilt noch nicht. Los geht es { $day }.
promotion-over = { $name } gilt nicht mehr. Die Aktion endete { $day }.
promotion-below = { $name } gilt für Waren ab { $from }.
promotion-first-order-only = { $name } gilt nur für eine erste Bestellung.
delivery-free = Die Lieferung ist kostenlos.
delivery-costs = Die Lieferung kostet { $fee }.
delivery-costs-until = Die Lieferung kostet { $fee } und ist ab { $from } kostenlos.
delivery-day = Was Sie jetzt bestellen, kommt { $day } an.
fetch-at = { $more ->
    [0] Sie können auch kostenlos abholen: { $places }; was Sie jetzt bestellen, ist { $day } bereit.
    [one] Sie können auch kostenlos abholen: { $places } oder an einem weiteren Ort; was Sie jetzt bestellen, ist { $day } bereit.
   *[other] Sie können auch kostenlos abholen: { $places } oder an { $more } weiteren Orten; was Sie jetzt bestellen, ist { $day } bereit.
}
fetch-hours = { $place }: geöffnet { $hours }.
payment-ask = Wie Sie bezahlen können, erfahren Sie unter { $phone }.

## Pakete, Änderungen, Rückgaben, Menschen

order-delivered-on = Ihre Bestellung { $number } wurde { $day } zugestellt.
order-to-fetch = Ihre Bestellung { $number } wird vorbereitet. Abholen können Sie sie { $day } hier: { $place }.
order-ready = Ihre Bestellung { $number } liegt für Sie bereit: { $place }.
order-fetched = Ihre Bestellung { $number } haben Sie schon abgeholt.
order-label = Ihre Bestellung { $number } ist gepackt und wartet auf den Paketdienst. Sie kommt { $day } an.
order-delayed-openly = Ihre Bestellung { $number } verspätet sich, und der Paketdienst hat noch keinen neuen Tag genannt. Damit sich jemand darum kümmert, sagen Sie: mit einem Menschen sprechen.
order-at-the-carrier = Ihre Bestellung { $number } liegt für Sie in der Abholstelle des Paketdienstes.
order-attempt-failed = Der Paketdienst konnte Ihre Bestellung { $number } nicht zustellen und versucht es noch einmal. Wenn Ihnen das nicht passt, sagen Sie: mit einem Menschen sprechen.
order-exception = Der Paketdienst meldet ein Problem mit Ihrer Bestellung { $number }. Damit sich jemand darum kümmert, sagen Sie: mit einem Menschen sprechen.
order-parcel-cancelled = Der Paketdienst hat das Paket mit Ihrer Bestellung { $number } angehalten. Um zu erfahren, warum, sagen Sie: mit einem Menschen sprechen.
order-lost = Der Paketdienst hat Ihre Bestellung { $number } seit Wochen nicht mehr gemeldet. Damit sich jemand darum kümmert, sagen Sie: mit einem Menschen sprechen.
order-not-seen = Ihre Bestellung { $number } hat den Laden verlassen, der Paketdienst hat sie aber noch nicht gemeldet. Sie sollte { $day } da sein.
order-in-parts = Ihre Bestellung { $number } kommt in mehreren Paketen.
order-called = Bestellung { $number }
parcel-one = ein Paket
parcel-other = das andere
parcel-many = { $count } Pakete
parcel-label = { $count ->
    [one] { $parcel } wartet auf den Paketdienst.
   *[other] { $parcel } warten auf den Paketdienst.
}
parcel-moving = { $count ->
    [one] { $parcel } ist unterwegs und sollte { $day } da sein.
   *[other] { $parcel } sind unterwegs und sollten { $day } da sein.
}
parcel-delayed = { $count ->
    [one] { $parcel } verspätet sich.
   *[other] { $parcel } verspäten sich.
}
parcel-out = { $count ->
    [one] { $parcel } ist in der Zustellung und sollte heute da sein.
   *[other] { $parcel } sind in der Zustellung und sollten heute da sein.
}
parcel-at-the-carrier = { $count ->
    [one] { $parcel } liegt für Sie in der Abholstelle des Paketdienstes.
   *[other] { $parcel } liegen für Sie in der Abholstelle des Paketdienstes.
}
parcel-attempt-failed = { $count ->
    [one] { $parcel } konnte nicht zugestellt werden; der Paketdienst versucht es noch einmal.
   *[other] { $parcel } konnten nicht zugestellt werden; der Paketdienst versucht es noch einmal.
}
parcel-delivered = { $count ->
    [one] { $parcel } wurde { $day } zugestellt.
   *[other] { $parcel } wurden { $day } zugestellt.
}
parcel-returned = { $count ->
    [one] { $parcel } ist auf dem Weg zurück zum Laden.
   *[other] { $parcel } sind auf dem Weg zurück zum Laden.
}
parcel-problem = { $count ->
    [one] { $parcel } hat ein Problem; damit sich jemand darum kümmert, sagen Sie: mit einem Menschen sprechen.
   *[other] { $parcel } haben ein Problem; damit sich jemand darum kümmert, sagen Sie: mit einem Menschen sprechen.
}
parcels-rest = Der Rest wird noch gepackt.
history = { $count ->
    [one] Sie haben hier eine Bestellung.
   *[other] Das sind Ihre letzten { $count } Bestellungen.
}
history-order = Bestellung { $number }, aufgegeben { $day }: { $items }; { $state }.
history-more = { $count ->
    [one] ein weiteres Produkt
   *[other] { $count } weitere Produkte
}
history-next = Sie können sagen: wo ist meine Bestellung, oder: bestelle das Gleiche wie beim letzten Mal.
state-placed = in Vorbereitung
state-packed = gepackt
state-partly-shipped = zum Teil unterwegs
state-shipped = unterwegs
state-delivered = zugestellt
state-cancelled = storniert
shall-i-change = Soll ich das so ändern?
changed-meanwhile = Seit ich es Ihnen vorgelesen habe, hat sich etwas geändert.
change-would-be = Dann enthält Ihre Bestellung { $number } { $items }. Mit Lieferung und Steuern macht das { $total }.
change-done = Erledigt. Ihre Bestellung { $number } enthält jetzt { $items }, für { $total }.
change-nothing = Genau das enthält Ihre Bestellung { $number } schon: { $items }.
change-none-left = Dann bliebe nichts davon übrig.
change-not-in-order = In Ihrer Bestellung { $number } kommt { $product } nicht vor. Wenn Sie es möchten, sagen Sie: bestelle { $product }.
change-price-moved = { $product } gibt es jetzt für { $price }, bei Ihrer Bestellung waren es { $before }, deshalb kann ich es nicht dazunehmen. Sie können es einzeln bestellen.
change-only-more = { $left ->
    [0] { $product } haben wir nicht mehr, deshalb bleibt die Bestellung, wie sie ist.
    [one] { $product } haben wir nur noch ein weiteres Mal.
   *[other] { $product } haben wir nur noch { $left } weitere Male.
}
change-too-late-packed = Ihre Bestellung { $number } ist gepackt, ich kann sie nicht mehr ändern. Sie können etwas zurückschicken, wenn sie da ist, oder sagen Sie: mit einem Menschen sprechen.
change-too-late-shipped = Ihre Bestellung { $number } ist unterwegs, ich kann sie nicht mehr ändern. Sie können etwas zurückschicken, wenn sie da ist, oder sagen Sie: mit einem Menschen sprechen.
change-too-late-delivered = Ihre Bestellung { $number } wurde zugestellt, ich kann sie nicht mehr ändern. Um etwas zurückzuschicken, sagen Sie: ich möchte etwas zurückgeben.
which-address = Sie können eine Adresse nennen, die ich kenne, oder eine neue. Welche Adresse meinen Sie?
address-not-saved = Die Adresse { $label } kenne ich nicht. Bitte nennen Sie Straße, Hausnummer, Postleitzahl und Ort.
address-unclear = Das kann ich nicht als Adresse verwenden. Bitte nennen Sie Straße, Hausnummer, Postleitzahl und Ort.
address-forgotten = Ich habe keine Adresse mehr, zu der ich wechseln könnte.
address-for-order = Ihre Bestellung { $number } ginge dann an: { $address }.
address-for-all = Von jetzt an gingen Ihre Bestellungen an: { $address }.
address-of-order = Erledigt. Ihre Bestellung { $number } geht an { $address }.
address-of-all = Erledigt. Von jetzt an gehen Ihre Bestellungen an { $address }.
address-stays = In Ordnung, die Adresse bleibt, wie sie ist.
address-to-fetch = Ihre Bestellung { $number } holen Sie selbst ab: { $place }. Deshalb hat sie keine Adresse. Um sie liefern zu lassen, sagen Sie: mit einem Menschen sprechen.
return-policy = { $days ->
    [one] Sie können Waren bis einen Tag nach der Zustellung zurückschicken.
   *[other] Sie können Waren innerhalb von { $days } Tagen nach der Zustellung zurückschicken.
}
return-how = Sagen Sie einfach: ich möchte etwas zurückgeben, dann bekommen Sie eine Rücksendenummer.
return-why = Warum schicken Sie es zurück: ist es beschädigt, der falsche Artikel, fehlt es, oder brauchen Sie es nicht?
return-how-many = Wie viel möchten Sie zurückgeben?
return-up-to = Zurückgeben können Sie höchstens { $item }.
return-would-be = Zurück gehen { $item } aus Ihrer Bestellung { $number }. Sie bekommen { $refund } zurück.
shall-i-return = Soll ich die Rückgabe starten?
return-started = Erledigt. Ihre Rücksendenummer ist { $number }. Schreiben Sie sie auf das Paket; wenn es angekommen ist, bekommen Sie { $refund } zurück.
return-started-missing = Erledigt. Ihre Rücksendenummer ist { $number }. Sie müssen nichts schicken; sobald der Laden es geprüft hat, bekommen Sie { $refund } zurück.
return-not-started = In Ordnung, ich habe keine Rückgabe gestartet.
return-asked = Ihre Rücksendung { $number } mit { $items } ist noch nicht im Laden angekommen. Dann bekommen Sie { $refund } zurück.
return-asked-missing = Der Laden prüft Ihre Rückgabe { $number }. Sie bekommen { $refund } zurück, und zwar für { $items }.
return-received = Ihre Rücksendung { $number } ist angekommen. Ihre { $refund } werden gerade zurückgezahlt.
return-refunded = Für Ihre Rücksendung { $number } haben Sie { $day } { $refund } zurückbekommen.
return-refused = Der Laden konnte Ihre Rücksendung { $number } nicht annehmen. Um zu erfahren, warum, sagen Sie: mit einem Menschen sprechen.
return-not-delivered = Von Ihrer Bestellung { $number } wurde noch nichts zugestellt, also gibt es nichts zurückzugeben. Um sie abzusagen, sagen Sie: storniere meine Bestellung.
return-too-late = { $days ->
    [one] Ihre Bestellung { $number } wurde vor mehr als einem Tag zugestellt, für eine Rückgabe per Sprache ist es zu spät. Um es zu versuchen, sagen Sie: mit einem Menschen sprechen.
   *[other] Ihre Bestellung { $number } wurde vor mehr als { $days } Tagen zugestellt, für eine Rückgabe per Sprache ist es zu spät. Um es zu versuchen, sagen Sie: mit einem Menschen sprechen.
}
return-all-returned = Von Ihrer Bestellung { $number } ist nichts mehr zurückzugeben. Um mehr zu hören, sagen Sie: was ist mit meiner Rückgabe.
return-not-this = In Ihrer Bestellung { $number } ist { $product } nicht zurückzugeben. Sie können eine andere Bestellung mit ihrer Nummer nennen.
no-returns = Sie haben hier noch nichts zurückgegeben. Um anzufangen, sagen Sie: ich möchte etwas zurückgeben.
unknown-return = Ich finde keine Rückgabe mit der Nummer { $number }.
shall-they-call = Soll jemand Sie zurückrufen?
which-phone = Unter welcher Nummer sollen wir anrufen?
phone-heard = Ich habe { $phone } verstanden.
is-that-right = Stimmt das?
phone-unclear = Ich brauche eine Telefonnummer mit { $shortest } bis { $longest } Ziffern, einzeln gesprochen.
ticket-call-back = Es ruft Sie jemand zurück. Die Nummer Ihrer Anfrage ist { $number }.
tickets-too-many = { $count ->
    [one] Der Laden hat schon eine Anfrage von Ihnen, unter der Nummer { $numbers }.
   *[other] Der Laden hat schon { $count } Anfragen von Ihnen, unter den Nummern { $numbers }.
}
want-a-person = Möchten Sie mit einem Menschen sprechen?
not-understood-person = Das habe ich wieder nicht verstanden. Sie können auch sagen: mit einem Menschen sprechen.

## Noch einmal bestellen

list-is = Ihre Liste enthält { $items }.
not-in-it = { $said } ist nicht dabei.
nothing-left = Dann bleibt nichts übrig, deshalb habe ich nichts bestellt.
place-unchanged = Soll ich die Bestellung so aufgeben, wie sie war?
replaced = { $product } haben wir nicht mehr; wie gewünscht habe ich dafür { $items } genommen, für { $price }.
left-out-until = { $product } haben wir gerade nicht mehr und habe ich deshalb weggelassen. Nachschub kommt voraussichtlich { $day }.
offer-instead = Für { $price } können Sie sagen: ersetze { $product } durch { $instead }.
back-on = { $product } soll es { $day } wieder geben.
dearer = { $product } gab es beim letzten Mal für { $before }, jetzt für { $price }.
dearer-many = { $count } Preise sind seit dem letzten Mal gestiegen.
costs-and-tax = Mit { $delivery } für die Lieferung und { $tax } Steuern macht das { $total }.
costs-free-delivery-and-tax = Mit kostenloser Lieferung und { $tax } Steuern macht das { $total }.
costs-pickup = Das macht { $total } inklusive Steuern.
costs-pickup-and-tax = Mit { $tax } Steuern macht das { $total }.
discount = Darin sind { $off } enthalten, { $promotion }.
discount-gone = { $promotion } gilt dafür nicht mehr.
ready-at = { $shop } hält es { $day } zum Abholen bereit: { $place }.
placed-pickup = Erledigt. Ihre Bestellnummer ist { $number }. Abholen können Sie { $day }.
placed-card-discount = Rabatt: -{ $price }
placed-card-tax = Steuern: { $price }
placed-card-total-and-tax = Summe: { $total }. { $shop } liefert { $day } an { $address }.
placed-card-total-pickup = Summe: { $total } inklusive Steuern. { $shop } hält es { $day } zum Abholen bereit: { $address }.
placed-card-total-pickup-and-tax = Summe: { $total }. { $shop } hält es { $day } zum Abholen bereit: { $address }.
over-limit = Das würde { $total } kosten, und Ihr Limit für eine Bestellung ist { $limit }.
below-limit = Sie können weniger bestellen, oder sagen Sie: mein Ausgabenlimit ändern.
history-unused = Sie möchten nicht, dass ich aus Ihren Bestellungen lerne, deshalb kenne ich das Übliche nicht. Sie können sagen: bestelle das Gleiche wie beim letzten Mal.
list-saved = Gespeichert. Sagen Sie beim nächsten Mal: bestelle meine Liste { $list }.
list-saved-last = Ihre letzte Bestellung, { $items }, ist jetzt als Liste { $list } gespeichert.
list-which-name = Wie soll die Liste heißen?
list-name-refused = Der Name einer Liste hat einen bis { $longest } Buchstaben.
list-exists = Sie haben schon eine Liste { $list }: { $items }.
list-replace = Soll ich sie ersetzen?
list-kept = In Ordnung, die Liste bleibt, wie sie ist.
list-nothing = Es gibt noch nichts zu speichern. Bestellen Sie zuerst etwas, oder füllen Sie Ihren Warenkorb.
list-too-many = Sie haben { $most } Listen, mehr kann ich nicht behalten. Sie können diese unter dem Namen einer anderen speichern.
list-unknown = Diese Liste kenne ich nicht. Sie haben { $lists }.
list-which = Welche Ihrer Listen meinen Sie: { $lists }?
list-none = Sie haben noch keine Listen. Nach einer Bestellung können Sie sagen: speichere das als meine Liste Freitag.
substitution-which-product = Für welches Produkt?
substitution-how = Was soll ich tun, wenn es { $product } nicht gibt: den besten Ersatz nehmen, oder es weglassen?
substitution-with-what = Was soll ich statt { $product } nehmen?
substitution-best-match = In Ordnung. Wenn es { $product } nicht gibt, nehme ich den besten Ersatz und sage Ihnen, welchen.
substitution-specific = In Ordnung. Wenn es { $product } nicht gibt, nehme ich stattdessen { $replacement }.
substitution-none = In Ordnung. Für { $product } nehme ich nie einen Ersatz.
substitution-itself = { $product } kann ich nicht durch sich selbst ersetzen. Nennen Sie mir etwas anderes.

## Regelmäßige Bestellungen

subscription-every = { $weeks ->
    [one] jede Woche
   *[other] alle { $weeks } Wochen
}
subscription-how-often = Es kann zum Beispiel jede Woche kommen, oder alle zwei Wochen. Wie oft möchten Sie es?
subscription-would-be = Sie bekämen { $every } { $items }.
subscription-costs = Zu den heutigen Preisen macht das jedes Mal { $total }, mit { $delivery } für die Lieferung und inklusive Steuern.
subscription-costs-free-delivery = Zu den heutigen Preisen macht das jedes Mal { $total }, mit kostenloser Lieferung und inklusive Steuern.
subscription-costs-pickup = Zu den heutigen Preisen macht das jedes Mal { $total } inklusive Steuern.
subscription-discount = Darin sind { $amount } Rabatt, solange die Aktion läuft.
subscription-first = { $shop } gibt die erste Bestellung { $day } auf und liefert sie { $arrives } an { $address }.
subscription-first-pickup = { $shop } gibt die erste Bestellung { $day } auf, und abholen können Sie sie { $arrives } hier: { $address }.
subscription-first-sold-out = { $products } haben wir gerade nicht, deshalb gibt { $shop } die erste Bestellung auf, sobald Nachschub da ist, und liefert sie an { $address }.
subscription-first-sold-out-pickup = { $products } haben wir gerade nicht, deshalb gibt { $shop } die erste Bestellung auf, sobald Nachschub da ist. Abholen können Sie sie hier: { $address }.
subscription-short = { $products } haben wir gerade nicht genug, der Rest folgt, sobald Nachschub da ist.
subscription-shall-i = Soll ich das so einrichten?
subscription-started = Erledigt. Sie bekommen { $every } { $items }.
subscription-not-started = In Ordnung, ich habe nichts eingerichtet.
subscription-first-number = Die Nummer Ihrer ersten Bestellung ist { $number }.
subscription-next = Die nächste Bestellung geht { $day } raus.
subscription-line = Sie bekommen { $every } { $items }. Die nächste Bestellung geht { $day } raus.
subscription-line-paused = Sie bekommen sonst { $every } { $items }; das pausiert gerade.
subscription-others = { $count ->
    [one] Und es gibt noch eins.
   *[other] Und es gibt noch { $count } weitere.
}
subscription-which-change = Sie können es aussetzen, jetzt schicken lassen, verschieben, pausieren, etwas tauschen oder beenden. Was möchten Sie tun?
subscription-which = Meinen Sie das Abo mit { $products }?
subscription-which-line = Was möchten Sie ersetzen: { $products }?
subscription-which-day = Welcher Tag passt Ihnen?
subscription-skipped = In Ordnung, { $products } lasse ich einmal aus.
subscription-moved = In Ordnung, { $products } habe ich verschoben.
subscription-paused = In Ordnung, das Abo für { $products } pausiert. Damit es weitergeht, sagen Sie: setze mein Abo fort.
subscription-resumed = In Ordnung, Sie bekommen wieder { $products }.
subscription-is-paused = Das Abo für { $products } pausiert gerade.
subscription-shall-i-resume = Soll ich es fortsetzen?
subscription-confirm-stop = Sie bekommen { $every } { $items }. Soll ich das endgültig beenden?
subscription-stopped = Erledigt. Ich bestelle { $products } nicht mehr für Sie.
subscription-kept = In Ordnung, es bleibt, wie es ist.
subscription-instead-of = Was möchten Sie statt { $product }?
subscription-swap = Statt { $before } bekämen Sie { $items }, für { $price } { $unit }.
subscription-change-that = Soll ich das so ändern?
subscription-swapped = Erledigt. Sie bekommen { $every } { $items }.
subscription-sent = Erledigt. Ihre Bestellnummer ist { $number }. Die Lieferung kommt { $day }.
subscription-sent-already = Jetzt geht es nicht, weil heute schon eine Bestellung rausging oder verschoben wurde.
subscription-without = Ihre regelmäßige Bestellung, geplant { $day }, ging ohne die ganze Menge { $products } raus. Der Rest folgt, wenn innerhalb eines Monats und vor Ihrer nächsten Bestellung Nachschub da ist.
subscription-nothing = Ihre regelmäßige Bestellung, geplant { $day }, konnte nicht rausgehen, weil es { $products } nicht gibt. Ich versuche es einen Monat lang jeden Tag noch einmal, oder bis zu Ihrer nächsten Bestellung.
subscription-over-limit = Ihre regelmäßige Bestellung, geplant { $day }, ging nicht raus, weil sie mehr als Ihr Ausgabenlimit gekostet hätte. Sie können das Limit ändern oder etwas tauschen.
subscription-no-place = Ihre regelmäßige Bestellung, geplant { $day }, ging nicht raus, weil sie dort, wo Sie wollten, nicht abgeholt werden kann. Fragen Sie nach den Liefermöglichkeiten.
subscription-dear = In Ihrer regelmäßigen Bestellung, geplant { $day }, habe ich { $products } weggelassen, weil der Preis stark gestiegen ist.
subscription-price = { $product } kostet in Ihrem Abo jetzt { $price } statt { $before }.
subscription-price-right = Ist das in Ordnung?
subscription-price-agreed = In Ordnung, es kommt mit Ihrer nächsten Bestellung.
subscription-price-declined = In Ordnung, ich lasse es weg, solange es so viel kostet. Um stattdessen etwas anderes zu bekommen, sagen Sie: mein Abo ändern.
subscription-none-yet = Sie haben keine regelmäßigen Bestellungen. Um eine anzufangen, sagen Sie zum Beispiel: schicke mir alle zwei Wochen Kaffee.
subscription-unknown = { $product } bekommen Sie nicht regelmäßig. Um zu hören, was Sie bekommen, sagen Sie: welche Abos habe ich.
subscription-gone = Diese regelmäßige Bestellung gibt es nicht mehr. Um zu hören, was Sie bekommen, sagen Sie: welche Abos habe ich.
subscription-day-past = Dieser Tag ist vorbei.
subscription-day-far = Das ist mehr als ein Jahr entfernt.
subscription-ordered-already = Es gab { $day } schon eine Bestellung.
subscription-includes = { $product } gehört schon dazu, deshalb habe ich nichts geändert.

## Bildschirme

screen-product = { $price } { $unit }, vorrätig
screen-product-low = { $price } { $unit }, nur noch { $left }
screen-product-sold-out = { $price } { $unit }, ausverkauft
screen-product-back = { $price } { $unit }, ausverkauft, { $day } wieder da
screen-total = Summe: { $total }
screen-quote = Ihre Bestellung
screen-basket = Ihr Warenkorb
screen-orders = Ihre Bestellungen
screen-order = { $total }, aufgegeben { $day }: { $state }
screen-place = Bestellen
screen-not-now = Jetzt nicht
screen-check-out = Zur Kasse
screen-cancel = Bestellung stornieren
screen-step-placed = Aufgegeben
screen-step-packed = Gepackt
screen-step-shipped = Unterwegs
screen-step-out = In der Zustellung
screen-step-delivered = Zugestellt
screen-step-ready = Bereit zum Abholen
screen-step-fetched = Abgeholt
screen-progress = { $step }, Schritt { $at } von { $of }

## Die Seite des Skills in Amazons Store (gelesen, nicht gesprochen)

package-summary = { $shop } per Sprache: das Übliche nachbestellen, fragen, was vorrätig ist, und hören, wann die Lieferung kommt.
package-description-what = Bestellen Sie bei { $shop } ganz ohne Bildschirm: Sagen Sie, was Sie brauchen, hören Sie, was es kostet und wann es kommt, und sagen Sie Ja. Bestellen Sie das Übliche mit einem einzigen Satz, füllen Sie einen Warenkorb, fragen Sie, was vorrätig ist, verfolgen Sie eine Lieferung, ändern oder stornieren Sie eine Bestellung, oder geben Sie etwas zurück.
package-description-linking = Dieser Skill nutzt die Kontoverknüpfung: Verknüpfen Sie vor der ersten Bestellung Ihr Konto bei { $shop } in der Alexa-App. Nach Produkten, Preisen und Vorräten können Sie auch ohne Konto fragen.
package-description-order = Vor jeder Bestellung hören Sie den Verkäufer, die Produkte, die Lieferung und die Summe mit allen Steuern und Gebühren, und bestellt wird erst, wenn Sie Ja sagen. Danach stehen die Einzelheiten auf einer Karte in der Alexa-App und in einer E-Mail.
package-description-code = Zum Schutz vor ungewollten Bestellungen können Sie einen freiwilligen vierstelligen Sprachcode festlegen, nach dem dann vor jeder Bestellung gefragt wird; bei Bestellungen ab { $amount } wird er Ihnen angeboten. Sagen Sie: Sprachcode einrichten, oder: ändere meinen Sprachcode.
package-description-permissions = Ihre E-Mail-Adresse, Ihre Lieferadresse, Erinnerungen und Benachrichtigungen sind freiwillig. Der Skill fragt nur danach, wenn Sie etwas möchten, das sie braucht.
package-keywords = einkaufen, online-shop, bestellen, nachbestellen, wieder bestellen, sprachbestellung, vorrätig, preis, warenkorb, lieferung, sendung verfolgen, bestellstatus, rückgabe, abo
package-example-open = Alexa, öffne { $name }
package-example-order = Alexa, sage { $name } { $said }
package-example-status = Alexa, frage { $name } { $said }

## E-Mails (gelesen, nicht gesprochen)

mail-hello = Guten Tag { $name },
mail-hello-plain = Guten Tag,
mail-placed-subject = Ihre Bestellung { $number } bei { $shop }
mail-placed = Vielen Dank für Ihre Bestellung. Sie hat die Nummer { $number }, und Ihr Verkäufer ist { $shop }.
mail-line = { $item }: { $price }
mail-discount = Rabatt: -{ $price }
mail-delivery = Lieferung: { $price }
mail-delivery-free = Lieferung: kostenlos
mail-tax = Steuern: { $price }
mail-total = Summe: { $total }
mail-total-taxed = Summe: { $total } inklusive { $tax } Steuern
mail-arrives = Sie kommt { $day } an diese Adresse: { $address }
mail-ready = Abholen können Sie sie { $day } hier: { $place }, { $address }
mail-ready-there = Abholen können Sie sie { $day } hier: { $address }
mail-cancel = Wenn Sie es sich anders überlegen, können Sie sie { $day } bis { $time } Uhr stornieren. Sagen Sie einfach: storniere meine Bestellung.
mail-call = Wenn Sie eine Frage haben, rufen Sie uns an: { $phone }.
mail-changed-subject = Ihre Bestellung { $number } wurde geändert
mail-changed = Ihre Bestellung { $number } bei { $shop } wurde geändert, wie Sie es wollten. Sie lautet jetzt:
mail-cancelled-subject = Ihre Bestellung { $number } ist storniert
mail-cancelled = Ihre Bestellung { $number } bei { $shop } ist storniert, davon wird nichts geliefert. Sie hatten bestellt:
mail-cancelled-call = Wenn Sie das nicht wollten, rufen Sie uns an: { $phone }.

## Erinnerungen und Warten

progressive-moment = Einen Moment bitte.
shall-i-remind-delivery = Soll ich Sie am Morgen der Lieferung daran erinnern?
shall-i-remind-restock = Soll ich Sie { $day } erinnern, wenn voraussichtlich Nachschub da ist?
reminder-set = In Ordnung, ich erinnere Sie { $day } um { $time } Uhr.
reminder-none = In Ordnung, keine Erinnerung.
reminder-too-late = Für eine Erinnerung ist es zu spät. Sie können mich jederzeit fragen, wo Ihre Bestellung ist.
reminder-not-here = Auf diesem Gerät kann ich keine Erinnerungen einrichten. Sie können mich jederzeit fragen.
reminder-failed = Die Erinnerung ließ sich leider nicht einrichten. Sie können mich stattdessen jederzeit fragen.
reminder-permission = Für eine Erinnerung brauche ich Ihre Erlaubnis. Ich habe eine Karte in Ihre Alexa-App geschickt: Erlauben Sie dort Erinnerungen, und fragen Sie mich dann noch einmal.
reminder-delivery = Ihre Bestellung { $number } bei { $shop } sollte heute ankommen.
reminder-restock = { $product } sollte es heute bei { $shop } wieder geben. Um zu bestellen, öffnen Sie { $shop }.
address-needed = Ich weiß noch nicht, wohin geliefert werden soll.
which-full-address = Wie lautet Ihre vollständige Adresse?
address-permission = Ich habe eine Karte in Ihre Alexa-App geschickt: Erlauben Sie mir dort, Ihre Adresse zu verwenden, oder sagen Sie sie mir einfach jetzt.

## Ein Haushalt, der sich ein Gerät teilt

welcome-unnamed = Hallo, hier ist { $shop }. Sie können das Übliche noch einmal bestellen, fragen, was vorrätig ist, oder eine Lieferung verfolgen.
household-is-it-you = Ihre Stimme kenne ich noch nicht. Spreche ich mit { $name }?
household-hello = Danke, { $name }. Von jetzt an kenne ich Ihre Stimme.
household-joined = In Ordnung. Von jetzt an halte ich Ihre Bestellungen und die von { $name } auseinander.
household-not-now = In Ordnung. Dann kann ich Ihnen nur sagen, was vorrätig ist und was es kostet.
household-alexas-pin = Bestellungen sind hier durch eine PIN geschützt, die nur Alexa kennt. Deshalb reicht mir Ihr Wort nicht. Der Laden hilft Ihnen gern; sagen Sie: mit einem Menschen sprechen.

## Ein Konto verknüpfen: Webseiten und eine E-Mail

link-sign-in-title = Bei { $shop } anmelden
link-sign-in-lead = Melden Sie sich mit Ihrer E-Mail-Adresse an, um Ihr Konto bei { $shop } zu verknüpfen oder um Verknüpfungen zu sehen und zu beenden. Wir schicken Ihnen einen Code; ein Passwort gibt es nicht.
link-email = Ihre E-Mail-Adresse
link-email-hint = Die, die Sie { $shop } gegeben haben.
link-send = Code schicken
link-email-wrong = Das ist keine E-Mail-Adresse. Schreiben Sie sie wie name@example.com.
link-too-busy = Gerade fordern zu viele Menschen einen Code an. Versuchen Sie es in einer Minute noch einmal.
link-too-many = An diese Adresse gingen zu viele Codes. Warten Sie eine Stunde, und fordern Sie dann einen neuen an.
link-code-title = Code eingeben
link-code-lead = Wenn diese Adresse zu einem Kunden von { $shop } gehört, ist eine E-Mail mit einem Code unterwegs. Er gilt { $minutes } Minuten. Keine E-Mail? Sehen Sie im Spam-Ordner nach, oder prüfen Sie die Adresse.
link-code = Code aus der E-Mail
link-code-hint = Sechs Ziffern.
link-continue = Weiter
link-another-address = Andere Adresse verwenden
link-code-not-six = Der Code hat sechs Ziffern. Geben Sie alle ein, zum Beispiel 123456.
link-code-wrong = { $left ->
    [one] Das ist nicht der Code. Sie haben noch einen Versuch.
   *[other] Das ist nicht der Code. Sie haben noch { $left } Versuche.
}
link-code-over = Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.
link-consent-title = { $shop } mit Alexa verknüpfen?
link-consent-who = Sie sind als { $name } angemeldet.
link-consent-lead = Wenn Sie es erlauben, kann Alexa in Ihrem Namen Folgendes tun, für alle, die mit Ihren Geräten sprechen:
link-consent-orders = über Ihre Bestellungen und Lieferungen Auskunft geben
link-consent-place = bei { $shop } bestellen und Bestellungen ändern, jeweils nach einem gesprochenen Ja
link-consent-basket = Ihren Warenkorb, Ihre Listen und Ihre Abos führen
link-consent-end = Sie können das jederzeit in der Alexa-App beenden, oder hier bei { $shop } auf der Seite mit Ihren Verknüpfungen.
link-allow = Erlauben
link-deny = Nicht erlauben
link-not-you = Das bin ich nicht
link-account-title = Mit Ihrem Konto verknüpft
link-account-lead = Diese dürfen bei { $shop } in Ihrem Namen bestellen:
link-account-none = Mit Ihrem Konto bei { $shop } ist nichts verknüpft.
link-alexa = Alexa, verknüpft am { $created }, zuletzt benutzt am { $used }
link-end = Verknüpfung beenden
link-ended = Die Verknüpfung ist beendet. Alexa kann darüber nicht mehr in Ihrem Namen bestellen.
link-sign-out = Abmelden
link-signed-out-title = Abgemeldet
link-signed-out = Sie sind abgemeldet. Sie können diese Seite schließen.
link-problem-title = Das geht so nicht
link-problem-request = Alexa hat uns eine Anfrage geschickt, die nicht vollständig oder nicht für diesen Laden bestimmt ist. Gehen Sie zurück zur Alexa-App, und fangen Sie noch einmal an.
link-problem-form = Diese Seite war zu lange offen, oder Ihr Browser hat sein Cookie nicht geschickt. Öffnen Sie die Seite noch einmal, und versuchen Sie es erneut.
link-problem-busy = Wir kommen gerade nicht an unsere Bücher. Warten Sie einen Moment, und versuchen Sie es dann noch einmal.
link-error = Bitte prüfen Sie: { $problem }
link-mail-subject = Ihr Code für { $shop }
link-mail-code = Ihr Code ist { $code }. Geben Sie ihn auf der Seite ein, auf der Sie ihn angefordert haben; er gilt { $minutes } Minuten.
link-mail-warning = Geben Sie ihn niemandem: { $shop } fragt nie am Telefon danach. Wenn Sie keinen Code angefordert haben, müssen Sie nichts tun.
