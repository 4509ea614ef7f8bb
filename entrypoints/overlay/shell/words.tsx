/**
 * Text of ours in the page. A closed shadow root does not hide text from the page (`window.find`), and the reader's own search would find our
 * buttons among the article's words; generated content is seen and spoken, and found by neither. All words in the overlay go through here.
 */
export function Words({ say, as = '' }: { readonly say: string; readonly as?: string }) {
  return <span class={`words ${as}`} data-words={say} />
}
