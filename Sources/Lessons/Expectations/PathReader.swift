/// Reads characters from left to right and knows how far it came.
struct Cursor {
    let characters: [Character]
    private(set) var position = 0

    init(_ text: some StringProtocol) {
        characters = Array(text)
    }

    var isAtEnd: Bool { position == characters.count }
    var next: Character? { isAtEnd ? nil : characters[position] }

    /// Everything that is left.
    var rest: String { String(characters[position...]) }

    mutating func advance(by count: Int = 1) {
        position = min(position + count, characters.count)
    }

    mutating func take(_ character: Character) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    mutating func take(while accepts: (Character) -> Bool) -> String {
        let start = position
        while let next, accepts(next) { position += 1 }
        return String(characters[start..<position])
    }

    mutating func skipBlanks() {
        _ = take { $0 == " " || $0 == "\t" }
    }

    func fault(_ fault: Fault, at offset: Int? = nil) -> Misreading {
        Misreading(fault: fault, offset: offset ?? position)
    }
}

/// Reads a path and stops behind it; which facts there are is not its business.
struct PathReader {
    private(set) var cursor: Cursor
    /// Where each component of the path began, the place's own not counted.
    private(set) var offsets: [Int] = []
    /// Where `step[` began, if the path has it.
    private(set) var stepOffset: Int?
    /// Whether the text names a place, and something behind it.
    private(set) var namesPlace = false

    init(text: some StringProtocol) {
        self.init(at: Cursor(text))
    }

    init(at cursor: Cursor) {
        self.cursor = cursor
    }

    var isAtEnd: Bool { cursor.isAtEnd }

    mutating func read() throws(Misreading) -> FactPath {
        var place = Place.here
        var steps: [String] = []
        var first = try component()
        while let (name, key) = Self.placeParts(first.component) {
            guard cursor.take(".") else {
                throw cursor.fault(.placeWithoutFact(name), at: first.offset)
            }
            if name == "step" {
                guard steps.isEmpty else { throw cursor.fault(.stepInStep, at: first.offset) }
                guard let key else { throw cursor.fault(.placeWithoutKey(name), at: first.offset) }
                steps.append(key)
                stepOffset = first.offset
                first = try component()
                namesPlace = true
            } else {
                place = try self.place(name, key, at: first.offset)
                first = try component()
                namesPlace = true
                break
            }
        }
        var components = [first.component]
        offsets = [first.offset]
        while cursor.take(".") {
            let (component, offset) = try component()
            components.append(component)
            offsets.append(offset)
        }
        for id in steps { place = .step(id, place) }
        return FactPath(place: place, components: components)
    }

    private static func placeParts(
        _ component: FactPath.Component
    ) -> (name: String, key: String?)? {
        Place.names.contains(component.name) ? (component.name, component.key) : nil
    }

    private func place(
        _ name: String, _ key: String?, at offset: Int
    ) throws(Misreading) -> Place {
        switch (name, key) {
        case ("here", nil): return .here
        case ("host", nil): return .host
        case ("here", _), ("host", _): throw cursor.fault(.placeWithKey(name), at: offset)
        case (_, nil): throw cursor.fault(.placeWithoutKey(name), at: offset)
        case ("session", let key?):
            guard key.utf8.allSatisfy(\.isDigit), let number = Int(key),
                (1...PromptReader.lastSession).contains(number)
            else { throw cursor.fault(.badTerminal(key), at: offset) }
            return .session(number)
        case ("netns", let key?): return .netns(key)
        case (_, let key?): return .process(key)
        }
    }

    private mutating func component() throws(Misreading) -> (
        component: FactPath.Component, offset: Int
    ) {
        let offset = cursor.position
        let name = cursor.take {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
        }
        guard let first = name.utf8.first, !first.isDigit, first != UInt8(ascii: "-") else {
            throw cursor.fault(.noPath, at: offset)
        }
        return (FactPath.Component(name, key: try key(of: name)), offset)
    }

    /// What stands in brackets, if anything; brackets inside it are pairs, as IPv6 has them.
    private mutating func key(of name: String) throws(Misreading) -> String? {
        let open = cursor.position
        guard cursor.take("[") else { return nil }
        var depth = 1
        var key = ""
        while let character = cursor.next {
            cursor.advance()
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if depth == 0 {
                guard !key.isEmpty else { throw cursor.fault(.keyEmpty(name), at: open) }
                return key
            }
            key.append(character)
        }
        throw cursor.fault(.keyNotClosed(name), at: open)
    }
}
