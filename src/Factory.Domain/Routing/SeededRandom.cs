namespace Factory.Domain.Routing;

/// <summary>
/// A repeatable random number generator: the same seed gives the same numbers on every machine and version. Seeds come
/// from ids, so that a choice can be explained and tested afterwards. Not for secrets.
/// </summary>
/// <remarks>SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
/// <c>System.Random</c> does not promise the same sequence across versions of .NET.</remarks>
/// <param name="seed">The seed.</param>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator whose seed is the 64-bit FNV-1a hash of a text, for example of a task's id.</summary>
    public static SeededRandom FromText(string text) =>
        // FNV-1a is defined over bytes; ids are ASCII, where a character is a byte.
        new(text.Aggregate(14_695_981_039_346_656_037UL, (hash, c) => (hash ^ c) * 1_099_511_628_211UL));

    /// <summary>A uniform number, at least 0 and less than 1.</summary>
    public double NextDouble()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        // The upper 53 bits: as many as a double holds exactly.
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number of the exponential distribution, by inversion.</summary>
    /// <param name="mean">Its mean.</param>
    public double NextExponential(double mean) => -Math.Log(1 - NextDouble()) * mean;

    /// <summary>
    /// A number of the beta distribution: the posterior of a rate after <paramref name="alpha"/> successes and
    /// <paramref name="beta"/> failures.
    /// </summary>
    /// <remarks>x / (x + y) of two gamma variables of shapes alpha and beta is beta distributed.</remarks>
    public double NextBeta(double alpha, double beta)
    {
        var x = NextGamma(alpha);
        var y = NextGamma(beta);
        // For shapes close to zero both can underflow to zero: the mean instead of a division by zero.
        return x + y > 0 ? x / (x + y) : alpha / (alpha + beta);
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000). For shapes below 1
    // their section 6:
    // gamma(a) = gamma(a + 1) × u ^ (1 / a).
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

    // Box and Muller, "A note on the generation of random normal deviates" (1958). 1 - u avoids the logarithm of zero.
    private double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
