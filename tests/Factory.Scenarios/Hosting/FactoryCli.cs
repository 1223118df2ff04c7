using System.Diagnostics;
using System.Text.Json;

namespace Factory.Scenarios.Hosting;

/// <summary>
/// The built <c>factory</c> command as a process of its own, in a clean environment: no keys, no git identity, a home
/// and a data folder of its own.
/// </summary>
internal sealed class FactoryCli : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("factory-scenario-").FullName;
    private readonly Dictionary<string, string?> _environment = [];

    public FactoryCli()
    {
        Data = Path.Combine(_root, "data");
        Home = Directory.CreateDirectory(Path.Combine(_root, "home")).FullName;
    }

    public string Data { get; }

    public string Home { get; }

    /// <summary>A folder for files of the test.</summary>
    public string Scratch(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    /// <summary>Sets a variable for every process started after this.</summary>
    public FactoryCli With(string name, string? value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => EndAsync(Start(arguments), $"factory {string.Join(' ', arguments)}");

    /// <summary>
    /// Runs a line in a shell, as an operator does who copies it from the screen: <c>factory</c> is on the path, and
    /// only the line names the data folder.
    /// </summary>
    public Task<CliResult> ShellAsync(string line)
    {
        var tools = Scratch("bin");
        var script = Path.Combine(tools, "factory");
        File.WriteAllText(script, $"#!/bin/sh\nexec dotnet '{Program}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return EndAsync(Start("sh", ["-c", $"PATH='{tools}':\"$PATH\"; {line}"]), line);
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "factory.dll");

    private static async Task<CliResult> EndAsync(Process started, string what)
    {
        using var process = started;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{what} did not end in time. It printed:\n{Tail(await output)}\n{await error}");
        }

        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>Starts <c>factory up</c> and waits until it is ready.</summary>
    public async Task<SiloProcess> UpAsync(params string[] arguments)
    {
        var started = Stopwatch.StartNew();
        var process = Start(["up", "--json", "--url", "http://127.0.0.1:0", .. arguments]);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (line is null)
        {
            var error = await process.StandardError.ReadToEndAsync();
            throw new InvalidOperationException($"factory up ended with {process.ExitCode}: {error}");
        }

        var url = JsonDocument.Parse(line).RootElement.TryGetProperty("url", out var property)
            ? property.GetString()!
            : throw new InvalidOperationException($"factory up did not get ready: {line}");
        return new SiloProcess(process, url, started.Elapsed);
    }

    /// <summary>Starts a command without waiting for it.</summary>
    public Process Start(params string[] arguments) => Start("dotnet", [Program, arguments[0], "--data", Data, .. arguments[1..]]);

    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Scratch("cwd"),
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = Home;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } dotnet)
        {
            start.Environment["DOTNET_ROOT"] = dotnet;
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The factory could not be started.");
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (IOException)
        {
            // A process that was just killed may still hold files open. The folder is in the system's temporary folder,
            // which is cleaned anyway.
        }
    }

    private static string Tail(string text) => text.Length <= 4000 ? text : text[^4000..];
}

/// <summary>Result of a command.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Every line as JSON.</summary>
    public IReadOnlyList<JsonElement> Lines() =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}
