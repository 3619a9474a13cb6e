const CLOSING = '["\'”’»›)\\]」』）】]*$';
const SENTENCE_END = new RegExp(`[.!?…。！？｡．؟۔।॥]${CLOSING}`, 'u');
const CLAUSE_END = new RegExp(`[,;:、，；：،؛–—」』]${CLOSING}`, 'u');
// A full stop after an initial or a title ends no sentence.
const ABBREVIATION = /^\P{L}*(\p{Lu}|Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|Lt|Col|Capt|Gen|Sen|Rep|Gov|Rev|Mme|Mlle|Hr|Nr|No)\.$/u;

/** Whether a sentence ends with a word, by the punctuation behind it. */
export function endsSentence(word: string): boolean {
  return SENTENCE_END.test(word) && !ABBREVIATION.test(word);
}

/** Whether a clause ends with a word, by the punctuation behind it. */
export function endsClause(word: string): boolean {
  return CLAUSE_END.test(word);
}
