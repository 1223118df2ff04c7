using System.Globalization;
using System.Text.Json;

namespace Factory.Domain;

/// <summary>Names and numbers in texts for people.</summary>
public static class Words
{
    /// <summary><c>in progress</c> for <c>InProgress</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()).Replace('-', ' ');

    /// <summary><c>is in progress</c>, <c>has failed</c>, <c>was cancelled</c>.</summary>
    public static string Being<T>(T value)
        where T : struct, Enum => value.ToString() switch
        {
            "Succeeded" or "Failed" => $"has {Of(value)}",
            "Cancelled" or "Rejected" => $"was {Of(value)}",
            _ => $"is {Of(value)}",
        };

    /// <summary><c>1 file</c>, <c>1,200 files</c>.</summary>
    /// <param name="count">The number.</param>
    /// <param name="noun">The singular of a noun whose plural ends in s.</param>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
