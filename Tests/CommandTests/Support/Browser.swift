import JSONText
import SystemCalls
import Testing

/// A real browser without a window, spoken to by its own DevTools protocol over a pipe: each message
/// is a JSON document that ends with a zero byte.
final class Browser {
    private let child: Child
    private let scratch = Scratch()
    private var session: String?
    private var messages = 0
    /// What it has said so far, answers and events.
    private(set) var said: [JSON] = []
    private var taken = 0

    static let program = "/usr/bin/chromium"

    /// Opens a page from a file and waits until it is there.
    init(showing path: String, width: Int) throws {
        // The pipe is descriptors 3 and 4. Its own sandbox is not for root.
        let command = """
            exec \(Self.program) --headless=new --no-sandbox --disable-gpu --no-first-run \
            --disable-background-networking --disable-component-update --disable-dev-shm-usage \
            --user-data-dir=\(scratch.path)/profile --remote-debugging-pipe about:blank \
            3<&0 4>&1 </dev/null >/dev/null 2>/dev/null
            """
        child = try Child(
            ["/bin/sh", "-c", command],
            environment: Child.environment.filter { !$0.hasPrefix("HOME=") } + ["HOME=\(scratch.path)"])
        let target = try ask("Target.createTarget", ["url": "about:blank"])
        let attached = try ask(
            "Target.attachToTarget",
            ["targetId": target["targetId"] ?? .null, "flatten": true])
        session = try #require(attached["sessionId"]?.string)
        for domain in ["Page", "Runtime", "Network", "Log"] { try ask("\(domain).enable") }
        try ask(
            "Emulation.setDeviceMetricsOverride",
            ["width": .integer(width), "height": 740, "deviceScaleFactor": 2, "mobile": true])
        try ask("Page.navigate", ["url": .string("file://\(path)")])
        try waitFor(event: "Page.loadEventFired")
    }

    /// Ends the browser and waits until its processes have gone.
    func close() throws {
        child.type("{\"id\": 0, \"method\": \"Browser.close\"}\u{0}")
        #expect(try child.finish(closingInput: false).status == 0)
    }

    /// The page's appearance: `light` or `dark`, as the reader's system has it.
    func prefer(_ scheme: String) throws {
        try ask(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": .string(scheme)]]])
    }

    /// The value of an expression in the page.
    func value(of expression: String) throws -> JSON {
        let answer = try ask(
            "Runtime.evaluate", ["expression": .string(expression), "returnByValue": true])
        try #require(answer["exceptionDetails"] == nil, "\(answer.text)")
        return answer["result"]?["value"] ?? .null
    }

    /// Presses a key, as the reader's keyboard does.
    func press(_ key: String, text: String? = nil) throws {
        let code: [String: Int] = ["Tab": 9, "Enter": 13, "ArrowRight": 39, "End": 35]
        var members: [JSON.Member] = [
            .init("key", .string(key)), .init("code", .string(key)),
            .init("windowsVirtualKeyCode", JSON(code[key])),
        ]
        if let text { members.append(.init("text", .string(text))) }
        for type in [text == nil ? "rawKeyDown" : "keyDown", "keyUp"] {
            try ask("Input.dispatchKeyEvent", .object([.init("type", .string(type))] + members))
        }
    }

    /// What it asked the network or the disk for.
    var requests: [String] {
        said.filter { $0["method"] == "Network.requestWillBeSent" }
            .compactMap { $0["params"]?["request"]?["url"]?.string }
    }

    /// What it complained of: errors of the console and of its log.
    var complaints: [JSON] {
        said.filter { ["Log.entryAdded", "Runtime.exceptionThrown"].contains($0["method"]?.string) }
    }

    @discardableResult
    private func ask(_ method: String, _ parameters: JSON = .object([])) throws -> JSON {
        messages += 1
        let id = messages
        var members: [JSON.Member] = [
            .init("id", .integer(id)), .init("method", .string(method)), .init("params", parameters),
        ]
        if let session { members.append(.init("sessionId", .string(session))) }
        child.type(JSON.object(members).line + "\u{0}")
        let answer = try next { $0["id"]?.integer == id }
        try #require(answer["error"] == nil, "\(method): \(answer.text)")
        return answer["result"] ?? .null
    }

    private func waitFor(event: String) throws {
        _ = try next { $0["method"]?.string == event }
    }

    /// Waits for a message of that kind; one that has been said counts.
    private func next(where isIt: (JSON) -> Bool) throws -> JSON {
        var seen = 0
        while true {
            if let found = said[seen...].first(where: isIt) { return found }
            seen = said.count
            let whole = child.read.output[taken...]
            if let end = whole.firstIndex(of: 0) {
                said.append(try JSON(reading: whole[..<end]))
                taken = end + 1
            } else {
                try #require(try child.hasMore(than: child.read.output.count), "\(child.story)")
            }
        }
    }
}
