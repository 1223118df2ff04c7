using System.Text;

namespace Factory.Cli;

/// <summary>Reads a line from the terminal without showing it.</summary>
internal static class HiddenInput
{
    /// <summary>Reads up to the next Enter; Backspace deletes a character.</summary>
    public static string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return line.ToString();
                case ConsoleKey.Backspace:
                    line.Length = Math.Max(0, line.Length - 1);
                    break;
                default:
                    if (key.KeyChar != '\0')
                    {
                        line.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
