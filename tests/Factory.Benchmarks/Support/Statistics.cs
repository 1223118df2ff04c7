namespace Factory.Benchmarks.Support;

internal static class Statistics
{
    /// <summary>The value below which that share (0 to 1) of the values lies; sorts them.</summary>
    public static double Percentile(double[] values, double share)
    {
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, (int)(values.Length * share))];
    }

    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);
}
