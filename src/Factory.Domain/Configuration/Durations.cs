using System.Globalization;

namespace Factory.Domain.Configuration;

/// <summary>Durations in configuration files: a whole number and <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
public static class Durations
{
    // 999,999 days are about 2,700 years: neither the product with the unit nor a date plus the duration overflows.
    private const int MaxDigits = 6;

    /// <summary>Parses <c>90s</c>, <c>30m</c>, <c>2h</c> or <c>7d</c>; at most six digits.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        time = (unit ?? TimeSpan.Zero) * count;
        return unit is not null;
    }

    /// <summary>Formats a whole number of seconds with the largest unit that divides it.</summary>
    public static string Format(TimeSpan time)
    {
        var (count, unit) = time switch
        {
            _ when time.Ticks % TimeSpan.TicksPerDay == 0 => (time.TotalDays, 'd'),
            _ when time.Ticks % TimeSpan.TicksPerHour == 0 => (time.TotalHours, 'h'),
            _ when time.Ticks % TimeSpan.TicksPerMinute == 0 => (time.TotalMinutes, 'm'),
            _ => (time.TotalSeconds, 's'),
        };
        return count.ToString("0", CultureInfo.InvariantCulture) + unit;
    }
}
