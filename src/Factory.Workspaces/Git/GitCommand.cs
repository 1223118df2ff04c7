using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Factory.Contracts.Errors;

namespace Factory.Workspaces.Git;

/// <summary>Runs the host's git with <see cref="GitSettings"/> and a time limit, never through a shell.</summary>
/// <remarks>Safe for concurrent use. Requires git 2.38 or newer, for <c>merge-tree --write-tree</c>.</remarks>
internal sealed class GitCommand(TimeProvider time)
{
    /// <summary>
    /// More than any command takes on a repository within the limits of
    /// <see cref="Repositories.RepositoryContentValidator"/>.
    /// </summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    // The output is kept in memory. 64 MiB is enough for the file list of the largest repository that is accepted.
    private const int MaxOutputBytes = 64 * 1024 * 1024;

    // By its full path: .NET looks up a bare name also in the process's working folder, which may have been deleted.
    internal static string Program => Toolchain.FindProgram(Environment.GetEnvironmentVariable("PATH"), "git") ?? "git";

    /// <summary>Runs a command that must succeed, and returns its output without the line break at the end.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>.</exception>
    public async Task<string> RunAsync(
        GitContext context,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken,
        string? input = null) =>
        (await RunCheckedAsync(context, arguments, cancellationToken, input)).Text;

    /// <summary>Runs a command that must succeed, and returns its result.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>.</exception>
    public async Task<GitResult> RunCheckedAsync(
        GitContext context,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken,
        string? input = null)
    {
        var result = await TryRunAsync(context, arguments, cancellationToken, input);
        return result.ExitCode == 0 ? result : throw Failed(arguments[0], context.Label, result);
    }

    /// <summary>Runs a command whose exit code is an answer.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c> when git is missing or does not end in time.</exception>
    public Task<GitResult> TryRunAsync(
        GitContext context,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken,
        string? input = null) =>
        ExecuteAsync(context, null, arguments, input, cancellationToken);

    /// <summary>
    /// Runs a command in the repository that contains a folder. This is the only method that lets git search for a
    /// repository.
    /// </summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <param name="trustOwner">False to let git reject a repository that belongs to another user.</param>
    public Task<GitResult> TryDiscoverAsync(
        string folder,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken,
        bool trustOwner = true) =>
        ExecuteAsync(null, folder, trustOwner ? arguments : ["-c", "safe.directory=", .. arguments], null, cancellationToken);

    /// <summary>Creates a repository in an existing folder, without templates, which may contain hooks.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>.</exception>
    public async Task InitAsync(string folder, string label, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var result = await ExecuteAsync(null, folder, ["init", "--quiet", "--template=", .. options], null, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Failed("init", label, result);
        }
    }

    /// <summary>
    /// Creates the exception for a failed command. It is retryable when another process held a lock of the repository.
    /// </summary>
    public static FactoryException Failed(string command, string label, GitResult result)
    {
        var error = result.Error.Trim();
        return new FactoryException(
            ErrorCodes.GitFailed,
            $"git {command} failed in {label}: {(error.Length > 0 ? error : $"exit code {result.ExitCode}")}",
            retryable: error.Contains(".lock", StringComparison.Ordinal));
    }

    private async Task<GitResult> ExecuteAsync(
        GitContext? context,
        string? folder,
        IReadOnlyList<string> arguments,
        string? input,
        CancellationToken cancellationToken)
    {
        using var process = Start(context, folder, arguments);
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Both outputs are read while the input is written: git blocks when a pipe is full, and would wait for this
            // side, which waits for git.
            var output = ReadAsync(process.StandardOutput.BaseStream, either.Token);
            var error = ReadAsync(process.StandardError.BaseStream, either.Token);
            await WriteAsync(process, input, either.Token);
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(either.Token);
            return new GitResult(process.ExitCode, await output, HidePaths(await error, context));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FactoryException(
                ErrorCodes.GitFailed,
                $"git {arguments[0]} did not end within {TimeLimit.TotalSeconds:0} s.",
                "Check whether the disk is full or very slow.",
                retryable: true);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(GitContext? context, string? folder, IReadOnlyList<string> arguments)
    {
        var mayFetch = arguments[0] == "fetch";
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? context?.WorkTree ?? context?.GitDir ?? "/",
        };
        foreach (var argument in GitSettings.Arguments(mayFetch).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        GitSettings.Apply(start.Environment, context, mayFetch, time.GetUtcNow());
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception) when (!Directory.Exists(start.WorkingDirectory))
        {
            throw new FactoryException(
                ErrorCodes.GitFailed,
                $"The folder of {context?.Label ?? "the repository"} does not exist.",
                inner: exception);
        }
        catch (Win32Exception exception)
        {
            throw new FactoryException(
                ErrorCodes.GitFailed,
                "git cannot be started.",
                "Install git 2.38 or newer and make sure that it is on the PATH.",
                inner: exception);
        }
    }

    private static async Task WriteAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        await using var stream = process.StandardInput.BaseStream;
        if (input is null)
        {
            return;
        }

        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(input), cancellationToken);
        }
        catch (IOException)
        {
            // git ended without reading its input. Its exit code and message explain why.
        }
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (all.Length + read > MaxOutputBytes)
            {
                throw new FactoryException(
                    ErrorCodes.GitFailed,
                    $"git printed more than {MaxOutputBytes / (1024 * 1024)} MiB; the repository is too large for the factory.");
            }

            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    // Messages can reach models and users, who must not learn the paths of the host. Longer paths first: the git folder
    // lies inside the working tree.
    private static string HidePaths(string text, GitContext? context)
    {
        if (context is null)
        {
            return text;
        }

        foreach (var path in new[] { context.IndexFile, context.ObjectFolder, context.GitDir, context.WorkTree }.OfType<string>()
            .OrderByDescending(p => p.Length))
        {
            text = text.Replace(path, "(" + context.Label + ")", StringComparison.Ordinal);
        }

        return text;
    }
}
