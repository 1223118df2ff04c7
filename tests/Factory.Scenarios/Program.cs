using Factory.Scenarios.Golden;

namespace Factory.Scenarios;

/// <summary>
/// Writes the golden data folder of this version: <c>dotnet run --project tests/Factory.Scenarios -- golden
/// tests/Golden</c>.
/// </summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["golden", var folder])
        {
            await Console.Error.WriteLineAsync("usage: golden FOLDER");
            return 2;
        }

        using var writer = new GoldenDataWriter();
        Console.WriteLine($"wrote {await writer.WriteAsync(Path.GetFullPath(folder))}");
        return 0;
    }
}
