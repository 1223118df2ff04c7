using System.Text.Json;

namespace Factory.Configuration.Reading;

/// <summary>Converts enums to the words of configuration files: <c>NotifyAfter</c> is <c>notify-after</c>.</summary>
internal static class EnumWords
{
    /// <summary>The words of an enum, in its order.</summary>
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>One value's word.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a word that <see cref="Of{T}()"/> lists.</summary>
    public static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(value => Of(value) == word);
}
