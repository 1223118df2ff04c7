using System.Globalization;

namespace Factory.Domain.Configuration;

/// <summary>Sizes in configuration files: a whole number and <c>MiB</c>, <c>GiB</c> or <c>TiB</c>.</summary>
public static class ByteSizes
{
    // 999,999 TiB fit into a long.
    private const int MaxDigits = 6;
    private const int UnitLength = 3;

    private static readonly (string Unit, long Bytes)[] Units = [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20)];

    /// <summary>Parses <c>500MiB</c>, <c>20GiB</c> or <c>2 TiB</c>; at most six digits.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (text.Length <= UnitLength || !Array.Exists(Units, unit => unit.Unit == text[^UnitLength..]))
        {
            return false;
        }

        var digits = text[..^UnitLength].TrimEnd(' ');
        if (digits.Length > MaxDigits || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        bytes = count * Array.Find(Units, unit => unit.Unit == text[^UnitLength..]).Bytes;
        return true;
    }

    /// <summary>Formats a whole number of MiB with the largest unit that divides it.</summary>
    public static string Format(long bytes)
    {
        var (unit, size) = Array.Find(Units, unit => bytes >= unit.Bytes && bytes % unit.Bytes == 0) is { Bytes: > 0 } found
            ? found
            : Units[^1];
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }
}
