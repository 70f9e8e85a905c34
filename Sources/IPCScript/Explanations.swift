import IPCInterpreter
import IPCSyntax

/// The pages that say what each message means.
public enum Explanations {
  /// Every message with a line about it, sorted.
  public static var summaries: [(slug: String, summary: String)] {
    Explanation.all.map { ($0.slug, $0.summary) }
  }

  /// Returns the page about a message, named with or without brackets, as text; nil when there is no such message.
  public static func page(of slug: String) -> String? {
    let name = bare(slug)
    let known = Explanation.all.first { $0.slug == name || name.hasPrefix($0.slug + ".") }
    return known?.page
  }

  /// Returns the message that was probably meant.
  public static func nearest(to slug: String) -> String? {
    let name = bare(slug)
    let slugs = Explanation.all.map(\.slug)
    if let near = Suggestion.nearest(to: name, among: slugs) { return near }
    // Who leaves the group out, or takes another one, means the rest of the name.
    let rest = ending(of: name)
    return slugs.first { ending(of: $0) == rest }
      ?? Suggestion.nearest(to: rest, among: slugs.map(ending)).flatMap { near in
        slugs.first { ending(of: $0) == near }
      }
  }

  private static func ending(of slug: String) -> String {
    slug.split(separator: ".").last.map(String.init) ?? slug
  }

  private static func bare(_ slug: String) -> String {
    slug.hasPrefix("[") && slug.hasSuffix("]") ? String(slug.dropFirst().dropLast()) : slug
  }
}
