using System.Globalization;
using System.Text.RegularExpressions;

namespace Factory.Protocols.Anthropic;

/// <summary>What a model's name says about how it takes its settings.</summary>
internal static partial class ClaudeModel
{
    /// <summary>
    /// From 4.6 on Claude decides itself how long to think (<c>thinking.type</c> adaptive, with an effort) and takes no sampling settings; older ones, and other
    /// vendors' models behind Anthropic's protocol, take a budget of tokens.
    /// </summary>
    public static bool UsesAdaptiveThinking(string model) =>
        Version().Match(model) is { Success: true } found
        && int.Parse(found.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) is var major
        && (major > 4 || (major == 4 && found.Groups["minor"].Success && int.Parse(found.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture) >= 6));

    /// <summary>From 5 on Claude takes instructions in the middle of a conversation.</summary>
    public static bool SupportsSystemMessagesInHistory(string model) => Version().Match(model) is { Success: true } found && int.Parse(found.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) >= 5;

    [GeneratedRegex(@"claude-[a-z]+-(?<major>\d{1,2})(?:[-.](?<minor>\d{1,2}))?(?!\d)")]
    private static partial Regex Version();
}
