@testable import CommandTests

/// What a run of the suite came to, topic by topic.
struct Figures {
    private var lines: [String] = []
    private var total = Row()

    struct Row {
        var ways = 0, refused = 0, contained = 0, limited = 0, open = 0, wrong = 0, changes = 0

        mutating func count(_ fate: Way.Fate) {
            ways += 1
            switch fate {
            case .refused: refused += 1
            case .contained: contained += 1
            case .limited: limited += 1
            case .open: open += 1
            }
        }
    }

    private static func cells(_ name: String, _ row: Row) -> String {
        let numbers = [row.ways, row.refused, row.contained, row.limited, row.open]
        let padded = numbers.map { number in
            String(repeating: " ", count: max(0, 11 - "\(number)".count)) + "\(number)"
        }
        let label = name + String(repeating: " ", count: max(0, 22 - name.count))
        return label + padded.joined() + "   changes outside: \(row.changes)"
            + (row.wrong == 0 ? "" : "   WRONG: \(row.wrong)")
    }

    mutating func add(_ topic: String, _ row: Row) {
        lines.append(Self.cells(topic, row))
        total.ways += row.ways
        total.refused += row.refused
        total.contained += row.contained
        total.limited += row.limited
        total.open += row.open
        total.wrong += row.wrong
        total.changes += row.changes
    }

    func table(for account: Account) -> String {
        let head = "hostile as \(account.rawValue)"
        let columns = ["ways", "refused", "contained", "limited", "open"].map { word in
            String(repeating: " ", count: 11 - word.count) + word
        }
        return
            ([head + String(repeating: " ", count: max(0, 22 - head.count)) + columns.joined()]
            + lines + [Self.cells("all", total)]).joined(separator: "\n")
    }
}
