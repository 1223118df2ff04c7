namespace Factory.Architecture.Tests.Copies;

/// <summary>Equal lines in two places.</summary>
/// <param name="First">File of one place.</param>
/// <param name="FirstLine">Where it begins there, counted from 1.</param>
/// <param name="Second">File of the other place, which can be the same.</param>
/// <param name="SecondLine">Where it begins there.</param>
/// <param name="Lines">How many lines that count are equal.</param>
internal sealed record Copy(string First, int FirstLine, string Second, int SecondLine, int Lines)
{
    /// <summary>The pair without its folders, so that it can be listed across moves: <c>A.cs ~ B.cs</c>.</summary>
    public string Pair
    {
        get
        {
            var (first, second) = (Path.GetFileName(First), Path.GetFileName(Second));
            return string.CompareOrdinal(first, second) <= 0 ? $"{first} ~ {second}" : $"{second} ~ {first}";
        }
    }
}
