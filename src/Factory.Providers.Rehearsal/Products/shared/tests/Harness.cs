namespace App.Tests;

/// <summary>Runs named cases and says how many passed. Small on purpose: the product has no packages.</summary>
public static class Harness
{
    private static readonly List<(string Name, Action Body)> Cases = [];

    public static void Test(string name, Action body) => Cases.Add((name, body));

    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new Exception($"expected {expected}, got {actual}");
        }
    }

    public static void Refused(Action body)
    {
        try
        {
            body();
        }
        catch (InputError)
        {
            return;
        }

        throw new Exception("expected the input to be refused");
    }

    public static int Run()
    {
        var failed = 0;
        foreach (var (name, body) in Cases)
        {
            try
            {
                body();
                Console.WriteLine($"ok   {name}");
            }
            catch (Exception e)
            {
                failed++;
                Console.WriteLine($"FAIL {name}: {e.Message}");
            }
        }

        Console.WriteLine($"{Cases.Count - failed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }
}
