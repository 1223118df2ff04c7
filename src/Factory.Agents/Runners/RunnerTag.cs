using System.Security.Cryptography;

namespace Factory.Agents.Runners;

/// <summary>The text by which the processes of a coding CLI are found: it names their attempt and the start.</summary>
internal static class RunnerTag
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "runner-";

    private const char Separator = '.';

    /// <summary>Creates the tag of another start of an attempt's CLI.</summary>
    public static string Create(AttemptId attempt) =>
        $"{Prefix}{attempt.Value}{Separator}{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>Returns the attempt that a tag names; null for a text that is no tag.</summary>
    public static AttemptId? AttemptOf(string tag)
    {
        var end = tag.LastIndexOf(Separator);
        return end > Prefix.Length && tag.StartsWith(Prefix, StringComparison.Ordinal)
            && IdText.TryParse<AttemptId>(tag[Prefix.Length..end], out var attempt)
                ? attempt
                : null;
    }
}
