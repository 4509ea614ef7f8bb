/** A style sheet as text, for the shadow root (Vite's `?inline`). */
declare module '*.css?inline' {
  const text: string
  export default text
}
