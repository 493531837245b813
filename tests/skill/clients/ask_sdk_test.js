// Expectations of ask-sdk-test, for mocha. It checks by itself that an open microphone comes with a question and a
// closed one does not.
const { AlexaTest, IntentRequestBuilder, LaunchRequestBuilder, SessionEndedRequestBuilder } = require("ask-sdk-test");

const settings = {
  appId: "amzn1.ask.skill.00000000-0000-0000-0000-000000000000",
  userId: "amzn1.ask.account.VOID",
  deviceId: "amzn1.ask.device.VOID",
  locale: "en-US",
};

async function handler(request) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(process.env.SKILL_URL, { method: "POST", headers, body: JSON.stringify(request) });
  if (answer.status !== 200) throw new Error(`the skill answered ${answer.status}`);
  return answer.json();
}

const intent = (name) => new IntentRequestBuilder(settings, name);
const launch = () => new LaunchRequestBuilder(settings).build();
const product = (builder, said, sku) => builder.withSlotResolution("product", said, "Product", sku).build();
const stop = { request: intent("AMAZON.StopIntent").build(), repromptsNothing: true, shouldEndSession: true };

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

describe("the skill", () => {
  const alexa = new AlexaTest(handler, settings);

  alexa.test(
    [
      {
        request: launch(),
        saysLike: "Corner Pantry",
        repromptsLike: "What would you like?",
        shouldEndSession: false,
      },
      {
        request: intent("ReorderIntent").withSlotResolution("order", "usual", "OrderReference", "usual").build(),
        saysLike: "Corner Pantry",
        repromptsLike: "Shall I place the order?",
        shouldEndSession: false,
      },
      {
        request: intent("AMAZON.YesIntent").build(),
        saysLike: "order number",
        repromptsLike: "?",
        shouldEndSession: false,
        callback: ({ response }) => expect(/^Order \d+$/.test(response.card.title), "the card names the order"),
      },
      {
        request: intent("OrderStatusIntent").withEmptySlot("order").build(),
        saysLike: "is being prepared",
        repromptsLike: "?",
        shouldEndSession: false,
      },
      stop,
    ],
    "takes an order, shows it on a card, and says where it is",
  );

  alexa.test(
    [
      {
        request: product(intent("CheckStockIntent"), "oat milk", "oat-milk"),
        saysLike: "oat milk is in stock",
        repromptsLike: "?",
        shouldEndSession: false,
      },
      { request: intent("AMAZON.NoIntent").build(), repromptsLike: "?", shouldEndSession: false },
      { request: intent("AMAZON.HelpIntent").build(), repromptsLike: "?", shouldEndSession: false },
      stop,
    ],
    "says what is in stock, and helps",
  );

  alexa.test(
    [
      {
        request: intent("PlaceOrderIntent").withEmptySlot("product").build(),
        elicitsSlot: "product",
        repromptsLike: "?",
        shouldEndSession: false,
      },
      {
        request: product(intent("PlaceOrderIntent"), "oat milk", "oat-milk"),
        saysLike: "oat milk",
        repromptsLike: "Shall I place the order?",
        shouldEndSession: false,
      },
      { request: intent("AMAZON.NoIntent").build(), repromptsLike: "?", shouldEndSession: false },
      stop,
    ],
    "asks for the product that was not named",
  );

  alexa.test(
    [
      {
        request: product(intent("CheckStockIntent").withInterfaces({ apl: true }), "oat milk", "oat-milk"),
        repromptsLike: "?",
        shouldEndSession: false,
        renderDocument: { document: (document) => document.type === "APL" },
      },
      stop,
    ],
    "shows what it says on a screen",
  );

  alexa.test(
    [
      { request: launch(), repromptsLike: "?", shouldEndSession: false },
      { request: new SessionEndedRequestBuilder(settings, "USER_INITIATED").build(), saysNothing: true },
    ],
    "says nothing when the session is over",
  );
});
