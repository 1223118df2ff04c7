using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Factory.Contracts.Errors;

namespace Factory.Workspaces.Git;

/// <summary>Runs the host's git, never through a shell, with <see cref="GitSettings"/> and a time limit.</summary>
/// <remarks>Safe to use from several threads. Needs git 2.38 or newer, for <c>merge-tree --write-tree</c>.</remarks>
internal sealed class GitCommand(TimeProvider time)
{
    /// <summary>Longer than any command on a repository of reasonable size takes.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private const int MaxOutputBytes = 64 * 1024 * 1024;

    /// <summary>Runs a command that must succeed; its output without the line break at the end.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>.</exception>
    public async Task<string> RunAsync(GitContext place, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null) =>
        (await RunCheckedAsync(place, arguments, cancellationToken, input)).Text;

    /// <summary>Runs a command that must succeed.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>.</exception>
    public async Task<GitResult> RunCheckedAsync(GitContext place, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null)
    {
        var result = await TryRunAsync(place, arguments, cancellationToken, input);
        return result.ExitCode == 0 ? result : throw Failed(arguments[0], place.Label, result);
    }

    /// <summary>Runs a command that may say no.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c> when git is missing or does not end in time.</exception>
    public Task<GitResult> TryRunAsync(GitContext place, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null) =>
        ExecuteAsync(place, null, arguments, input, cancellationToken);

    /// <summary>Asks the repository that a folder belongs to; the only command that lets git look for one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="trustOwner">False to let git refuse a repository that belongs to another user.</param>
    public Task<GitResult> TryDiscoverAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellationToken, bool trustOwner = true) =>
        ExecuteAsync(null, folder, trustOwner ? arguments : ["-c", "safe.directory=", .. arguments], null, cancellationToken);

    /// <summary>Makes a repository in a folder that is there, without templates.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>.</exception>
    public async Task InitAsync(string folder, string label, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var result = await ExecuteAsync(null, folder, ["init", "--quiet", "--template=", .. options], null, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Failed("init", label, result);
        }
    }

    /// <summary>The error for a command that failed.</summary>
    public static FactoryException Failed(string command, string label, GitResult result)
    {
        var said = result.Error.Trim();
        return new FactoryException(
            ErrorCodes.GitFailed,
            $"git {command} failed in {label}: {(said.Length > 0 ? said : $"exit code {result.ExitCode}")}",
            retryable: said.Contains(".lock", StringComparison.Ordinal));
    }

    private async Task<GitResult> ExecuteAsync(GitContext? place, string? folder, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        using var process = Start(place, folder, arguments);
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, either.Token);
            var error = ReadAsync(process.StandardError.BaseStream, either.Token);
            await WriteAsync(process, input, either.Token);
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(either.Token);
            return new GitResult(process.ExitCode, await output, HidePaths(await error, place));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FactoryException(
                ErrorCodes.GitFailed, $"git {arguments[0]} did not end within {TimeLimit.TotalSeconds:0} s.", "Is the disk very slow or full?", retryable: true);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(GitContext? place, string? folder, IReadOnlyList<string> arguments)
    {
        var mayFetch = arguments[0] == "fetch";
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? place?.WorkTree ?? place?.GitDir ?? "/",
        };
        foreach (var argument in GitSettings.Arguments(mayFetch).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        GitSettings.Apply(start.Environment, place, mayFetch, time.GetUtcNow());
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception) when (!Directory.Exists(start.WorkingDirectory))
        {
            throw new FactoryException(ErrorCodes.GitFailed, $"The folder of {place?.Label ?? "the repository"} does not exist.", inner: exception);
        }
        catch (Win32Exception exception)
        {
            throw new FactoryException(ErrorCodes.GitFailed, "git cannot be started.", "Install git 2.38 or newer and have it on PATH.", inner: exception);
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
            // git ended without reading its input; its exit code and message tell why.
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
                throw new FactoryException(ErrorCodes.GitFailed, $"git printed more than {MaxOutputBytes / (1024 * 1024)} MiB; the repository is too large for the factory.");
            }

            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    private static string HidePaths(string text, GitContext? place)
    {
        if (place is null)
        {
            return text;
        }

        foreach (var path in new[] { place.IndexFile, place.ObjectFolder, place.GitDir, place.WorkTree }.OfType<string>().OrderByDescending(p => p.Length))
        {
            text = text.Replace(path, "(" + place.Label + ")", StringComparison.Ordinal);
        }

        return text;
    }
}
