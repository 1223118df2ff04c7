namespace Factory.Domain.Routing;

/// <summary>
/// Chance that can be repeated: the same seed gives the same numbers on every machine (SplitMix64). Seeds come from ids, so that a choice
/// can be explained and tested afterwards. Not for secrets.
/// </summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Chance that follows from a text, for example a task's id (FNV-1a).</summary>
    public static SeededRandom FromText(string text) => new(text.Aggregate(14_695_981_039_346_656_037UL, (hash, c) => (hash ^ c) * 1_099_511_628_211UL));

    /// <summary>At least 0, less than 1, evenly.</summary>
    public double NextDouble()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A waiting time with this mean: exponential.</summary>
    public double NextExponential(double mean) => -Math.Log(1 - NextDouble()) * mean;

    /// <summary>A share between 0 and 1: beta distributed, as what is believed about a rate after <paramref name="alpha"/> successes and <paramref name="beta"/> failures.</summary>
    public double NextBeta(double alpha, double beta)
    {
        var x = NextGamma(alpha);
        var y = NextGamma(beta);
        return x + y > 0 ? x / (x + y) : alpha / (alpha + beta);
    }

    // Marsaglia and Tsang (2000), A simple method for generating gamma variables; shapes below 1 by their boost.
    private double NextGamma(double shape)
    {
        if (shape < 1)
        {
            return NextGamma(shape + 1) * Math.Pow(1 - NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextNormal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    // Box and Muller.
    private double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
