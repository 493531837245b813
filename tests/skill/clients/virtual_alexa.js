// Talks to the skill by virtual-alexa. Standard input: {url, model, locale, said: [utterance]}; output: the answers.
const { VirtualAlexa } = require("virtual-alexa");

async function converse({ url, model, locale, said }) {
  const alexa = VirtualAlexa.Builder().skillURL(url).interactionModel(model).locale(locale).create();
  const answers = [];
  for (const utterance of said) {
    const answer = await alexa.utter(utterance);
    answers.push({
      speech: answer.prompt(),
      reprompt: answer.reprompt(),
      card: answer.card(),
      ends: answer.response.shouldEndSession,
    });
  }
  return answers;
}

const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
converse(input).then(
  (answers) => console.log(JSON.stringify(answers)),
  (error) => {
    console.error(String(error.message || error));
    process.exit(1);
  },
);
