using System.Text;

namespace Factory.Silo.Configuration;

/// <summary>Enums as configuration files write them: <c>NotifyAfter</c> is <c>notify-after</c>.</summary>
internal static class Choices
{
    /// <summary>The words of an enum, in its order.</summary>
    public static IReadOnlyList<string> Words<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Word)];

    /// <summary>One value's word.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum
    {
        var word = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsUpper(c) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }

    /// <summary>Reads a word; null when it is none of the enum's, and says so.</summary>
    public static T? Read<T>(string text, string what, Action<string> problem)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Word(value) == text)
            {
                return value;
            }
        }

        problem($"{what} is '{ConfigProblems.Quote(text)}'; it must be one of {string.Join(", ", Words<T>())}{NearestWord.Hint(text, Words<T>())}");
        return null;
    }
}
