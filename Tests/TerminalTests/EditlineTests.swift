import CEditline
import Glibc
import Testing

@Suite struct EditlineTests {
    @Test("libedit is there to be linked, and opens an editor on files of ours")
    func opens() throws {
        // Swift 6 refuses the C library's stdin and its kin: an editor gets streams of its own.
        let stream = try #require(fopen("/dev/null", "r+"))
        defer { fclose(stream) }
        let editor = try #require(el_init("nsshell", stream, stream, stream))
        defer { el_end(editor) }
        var count: Int32 = -1
        #expect(el_gets(editor, &count) == nil)
        #expect(count <= 0)
    }
}
