namespace Factory.Cli.Output;

/// <summary>Quotes words of commands that are printed to be copied into a POSIX shell.</summary>
internal static class ShellQuoting
{
    /// <summary>The word as it is when no shell treats any of its characters specially, else in single quotes.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
