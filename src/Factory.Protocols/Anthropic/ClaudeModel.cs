using System.Globalization;
using System.Text.RegularExpressions;

namespace Factory.Protocols.Anthropic;

/// <summary>Which settings a Claude model takes, from its name.</summary>
internal static partial class ClaudeModel
{
    /// <summary>
    /// Whether thinking is adaptive with an effort, and sampling settings are rejected: from Claude 4.6 on. Older
    /// models, and other vendors' models behind Anthropic's API, take a budget in tokens.
    /// </summary>
    /// <param name="model">The provider's name of the model, with or without a date or a prefix.</param>
    public static bool UsesAdaptiveThinking(string model) => VersionOf(model) is { } version && version >= new Version(4, 6);

    /// <summary>
    /// Whether messages of the role system are accepted in the middle of a conversation: from Claude 5 on.
    /// </summary>
    /// <param name="model">The provider's name of the model.</param>
    public static bool SupportsSystemMessagesInHistory(string model) => VersionOf(model) is { Major: >= 5 };

    private static Version? VersionOf(string model) => VersionPattern().Match(model) is { Success: true } found
        ? new Version(Number(found.Groups["major"]), Number(found.Groups["minor"]))
        : null;

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    // Family before version, as from Claude 4 on (claude-sonnet-4-5); claude-3-7-sonnet does not match. At most two
    // digits, not followed by a third: in claude-sonnet-4-20250514 the date is not the minor version.

    [GeneratedRegex(@"claude-[a-z]+-(?<major>\d{1,2})(?:[-.](?<minor>\d{1,2}))?(?!\d)")]
    private static partial Regex VersionPattern();
}
