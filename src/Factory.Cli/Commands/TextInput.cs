using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

/// <summary>Long texts that an operator gives by a file or through standard input.</summary>
internal static class TextInput
{
    private const long MaxCounted = 100_000_000;

    /// <summary>Reads a text file; <c>-</c> is standard input.</summary>
    /// <param name="path">As it was typed; relative to the working directory.</param>
    /// <param name="name">What the file is, for the message: <c>idea file</c>.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>: the file cannot be read, or is too long;
    /// <c>idea.too_long</c>.</exception>
    public static async Task<string> ReadFileAsync(string path, string name, CliEnvironment environment)
    {
        if (path == "-")
        {
            return await ReadAsync(environment.In, name, environment.Interrupt);
        }

        var full = FullPath(path, environment)!;
        try
        {
            using var reader = new StreamReader(full);
            return await ReadAsync(reader, name, environment.Interrupt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"The {name} {full} cannot be read: {e.Message}",
                "Check the path.",
                inner: e);
        }
    }

    /// <summary>
    /// The full path of a file or folder as it was typed; <c>~</c> is the user's home, also where no shell expanded it.
    /// Null stays null.
    /// </summary>
    public static string? FullPath(string? path, CliEnvironment environment) => path is null ? null

        // Bash expands no tilde after the equals sign of an option: '--repo=~/shop' arrives as it is.
        : path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(environment.Home, path[1..].TrimStart('/'))
        : Path.IsPathFullyQualified(path) ? Path.GetFullPath(path)
        : Path.GetFullPath(path, environment.WorkingDirectory ?? throw new FactoryException(
            ErrorCodes.DataUnusable,
            $"'{Output.TerminalSanitizer.SingleLine(path, 200)}' is relative to the working folder, which does not exist any more or " +
                "cannot be read.",
            "Change into another folder with cd, or give a full path."));

    private static async Task<string> ReadAsync(TextReader reader, string name, CancellationToken cancellationToken)
    {
        var buffer = new char[StartRun.MaxIdeaLength + 1];
        long length = await reader.ReadBlockAsync(buffer, cancellationToken);
        if (length <= StartRun.MaxIdeaLength)
        {
            return new string(buffer, 0, (int)length);
        }

        // What is behind the limit is only counted, and not without a limit either: standard input may have no end.
        for (var more = 1; more > 0 && length < MaxCounted; length += more)
        {
            more = await reader.ReadBlockAsync(buffer, cancellationToken);
        }

        throw new FactoryException(
            name.StartsWith("idea", StringComparison.Ordinal) ? ErrorCodes.IdeaTooLong : ErrorCodes.InvalidRequest,
            $"The {name} has {(length < MaxCounted ? "" : "more than ")}{Math.Min(length, MaxCounted):N0} characters; the limit is " +
                $"{StartRun.MaxIdeaLength:N0}.",
            "Shorten it, or put the details into a file of the repository.");
    }
}
