using System.Globalization;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>Limits the length of values that agents write and operators are shown.</summary>
internal static class ConcernText
{
    private const int MaxCharacters = 200;

    /// <summary>Returns a value that is too long without its end, and says how much is missing.</summary>
    public static string Cut(string value)
    {
        if (value.Length <= MaxCharacters)
        {
            return value;
        }

        // Not between the two halves of a character.
        var kept = char.IsHighSurrogate(value[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
        return string.Create(CultureInfo.InvariantCulture, $"{value.AsSpan(0, kept)}… ({value.Length - kept} more characters)");
    }
}
