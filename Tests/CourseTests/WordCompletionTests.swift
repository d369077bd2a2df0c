import HostAbilities
import Lab
import SystemCalls
import Testing

@testable import Course

@Suite("Completing a word", .enabled(if: Host.allowsUserNamespaces, "no user namespaces"))
struct WordCompletionTests {
    /// A session in which something has been typed.
    private func session(_ line: String) throws -> Session {
        let session = try Session(in: Lab(), number: 1)
        try session.type(line, by: Deadline(milliseconds: 20_000))
        try #require(session.status == 0, "\(session.outputText)")
        return session
    }

    private func texts(_ before: String, _ session: Session) -> [String] {
        WordCompletion(of: before, in: session).candidates.map(\.text)
    }

    @Test("files are those of the session's directory and mount namespace, folders with a slash")
    func files() throws {
        let session = try session(
            "unshare -m sh -c 'mount -t tmpfs none /mnt; cd /mnt; mkdir one; touch one/two three \"a b\" .h; exec sh'"
        )
        #expect(texts("cat ", session) == ["a\\ b", "one/", "three"])
        #expect(texts("cat o", session) == ["one/"])
        #expect(texts("cat .", session) == [".h"])
        #expect(texts("cat one/", session) == ["one/two"])
        #expect(texts("cat /mnt/t", session) == ["/mnt/three"])
        #expect(texts("cat <one/", session) == ["one/two"])
        #expect(texts("./", session) == ["./a\\ b", "./one/", "./three"])
        let second = try Session(in: session.lab, number: 2)
        #expect(texts("cat /mnt/", second) == [])
    }

    @Test("the first word of a command is a program on its PATH")
    func programs() throws {
        let session = try session(
            "mkdir /tmp/b; cp /bin/true /tmp/b/nsshell-own; PATH=$PATH:/tmp/b sh")
        #expect(texts("unsh", session) == ["unshare"])
        for before in ["nsshell-o", "true; nsshell-o", "sudo nsshell-o", "true && nsshell-o"] {
            #expect(texts(before, session) == ["nsshell-own"], "\(before)")
        }
        #expect(WordCompletion(of: "true; nsshell-o", in: session).wordStart == 6)
        #expect(texts("echo nsshell-o", session) == [])
    }

    @Test("links and network namespaces are those of where the session is")
    func links() throws {
        let session = try session(
            "ip netns add blue; ip netns add green; ip netns exec blue ip link add veth7 type veth peer veth8")
        #expect(texts("ip link set ", session) == ["lo"])
        #expect(texts("ip netns exec ", session) == ["blue", "green"])
        #expect(texts("ip netns exec b", session) == ["blue"])
        try session.type("ip netns exec blue sh", by: Deadline(milliseconds: 20_000))
        #expect(texts("ip link set ve", session) == ["veth7", "veth8"])
        #expect(texts("ifconfig ", session) == ["lo", "veth7", "veth8"])
    }

    @Test("a process's own folder in /proc is the session's, not the reader's")
    func ownProcess() throws {
        let session = try session("true")
        #expect(texts("readlink /proc/se", session) == ["/proc/self/"])
        #expect(texts("readlink /proc/self/ns/u", session) == ["/proc/self/ns/user", "/proc/self/ns/uts"])
        #expect(texts("readlink /proc/$$/ns/ut", session) == ["/proc/$$/ns/uts"])
    }
}
