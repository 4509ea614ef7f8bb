/** What happens with people's data, in plain words. Each sentence has to stay true: it is what they decide by. */
export function DataNotes() {
  return (
    <section aria-labelledby="data" class="notes">
      <h2 id="data">Your data</h2>
      <ul>
        <li>
          <strong>Shared with your space:</strong> what you mark and write, your name and colour, and, while Huddlemark
          is shown, which page you are on and where your cursor is.
        </li>
        <li>
          <strong>Told to authors:</strong> that you had in view what they wrote, unless you switch that off under
          “Connection”.
        </li>
        <li>
          <strong>Not shared:</strong> page text that you did not mark, pages where Huddlemark is not shown, and what
          you type into pages.
        </li>
        <li>
          <strong>Sealed:</strong> everything is encrypted and signed on this device before it leaves. Only members of
          the space hold the keys.
        </li>
        <li>
          <strong>What a relay can tell:</strong> the internet address of your connection, which of its spaces this
          browser uses, when, and how much. Not your name, not the pages, not the words.
        </li>
        <li>
          <strong>Direct connections:</strong> people on the same page may connect to each other directly, which shows
          them each other’s internet address. “Only through TURN” switches that off.
        </li>
        <li>
          <strong>Huddles:</strong> voice, video and screens go from person to person, encrypted; no server hears or
          records them. Who is in a huddle is shown to the space.
        </li>
        <li>
          <strong>Kept:</strong> documents and keys stay in this browser until you remove the extension or let it forget
          them. What is deleted is hidden for everyone; members’ history still holds it.
        </li>
        <li>
          <strong>Invites:</strong> whoever has an invite, or a link to an annotation, can join the space for 30 days
          and read all of it.
        </li>
        <li>
          <strong>Your other devices, and backups:</strong> they are you. Whoever gets into one of your browsers, or has
          a backup and its passphrase, can read everything of yours and write as you.
        </li>
        <li>
          <strong>Exported files:</strong> they are not encrypted. Whoever has one can read what is in it.
        </li>
      </ul>
    </section>
  )
}
