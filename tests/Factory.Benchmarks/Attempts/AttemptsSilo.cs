using System.Diagnostics;
using System.Text.Json;
using Factory.Benchmarks.Support;
using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;
using Factory.Grains.Abstractions.Attempts;
using Factory.Silo.Hosting;
using Factory.TestKit.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Benchmarks.Attempts;

/// <summary>
/// A whole silo in this process, whose builder works with a CLI that writes one file. The result is submitted in its place:
/// through the forwarder that would add the start of a client, which is not the factory's.
/// </summary>
internal sealed class AttemptsSilo : IAsyncDisposable
{
    private const string Program = "#!/bin/sh\necho work > work.txt\n";
    private const string Runner = "program: trivial\noutput: text\narguments: [start]\n";

    // Any model that is no script of the rehearsal: those use the built-in loop.
    private static readonly ModelRef Model = new("openai", "gpt-5-mini");
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly SiloHost _silo;
    private readonly ProductRef _product;

    private AttemptsSilo(SiloHost silo, ProductRef product)
    {
        _silo = silo;
        _product = product;
    }

    public string Url => _silo.Url;

    /// <summary>Starts a silo.</summary>
    /// <param name="folder">Where its data, its configuration and the CLI lie.</param>
    /// <param name="sandboxed">Whether bubblewrap is used.</param>
    public static async Task<AttemptsSilo> StartAsync(ScratchFolder folder, bool sandboxed)
    {
        var config = folder.File("config");
        CopyConfiguration(config);
        Environment.SetEnvironmentVariable(SiloOptions.SandboxVariable, sandboxed ? null : "none");
        var silo = await SiloHost.StartAsync(new SiloOptions
        {
            DataFolder = folder.File("data"),
            ConfigFolder = config,
            Unsandboxed = !sandboxed,
        });
        InstallProgram(silo.Paths);
        var product = await silo.Services.GetRequiredService<IProductRepositories>()
            .CreateAsync(ProductId.Parse("product-1"), "trivial", CancellationToken.None);
        return new AttemptsSilo(silo, product);
    }

    /// <summary>Takes one attempt from its committed start to its committed end.</summary>
    /// <returns>How long that took; null when it did not succeed.</returns>
    public async Task<TimeSpan?> LiveAsync()
    {
        var attempt = _silo.Services.GetRequiredService<IIdGenerator>().New<AttemptId>();
        var grain = _silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IAttemptGrain>(attempt.Value);
        var spec = Given.Spec() with { Run = null, RunStage = null, Product = _product };
        await grain.Start(new AttemptRequest(
            attempt, TaskId.Parse("task-" + attempt.Value), 1, spec, Given.Assignment with { Model = Model }, [], null, []));
        var began = Stopwatch.GetTimestamp();
        var submitted = SubmitAsync(attempt);
        using var timer = new PeriodicTimer(Tick);
        AttemptView view;
        while ((view = (await grain.Get())!).Status == AttemptStatus.Running)
        {
            await timer.WaitForNextTickAsync();
        }

        var took = Stopwatch.GetElapsedTime(began);
        await submitted;
        return view.Status == AttemptStatus.Succeeded ? took : null;
    }

    /// <summary>Opens a working copy, changes it and commits it, as an attempt does.</summary>
    public async Task<TimeSpan> CommitAsync()
    {
        var copies = _silo.Services.GetRequiredService<IWorkingCopies>();
        var ids = _silo.Services.GetRequiredService<IIdGenerator>();
        var began = Stopwatch.GetTimestamp();
        var copy = await copies.OpenAsync(ids.New<AttemptId>(), _product, null, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, "work.txt"), "work\n");
        await copies.CommitAsync(
            copy,
            "Work",
            new CommitTrailers(null, TaskId.Parse("task-1"), copy.Attempt, Given.Assignment.Agent, Model),
            CancellationToken.None);
        return Stopwatch.GetElapsedTime(began);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    private static void CopyConfiguration(string config)
    {
        var shipped = Path.Combine(Checkout.Root(), "silo-config");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(config, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var builder = Path.Combine(config, "agents", "rex.md");
        File.WriteAllText(builder, File.ReadAllText(builder).Replace("runners: [claude]", "runners: [trivial]", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(config, "runners", "trivial.yaml"), Runner);
    }

    // Where "factory runners install" would put it.
    private static void InstallProgram(FactoryPaths paths)
    {
        var programs = Path.Combine(paths.RunnerInstallation("trivial"), "node_modules", ".bin");
        Directory.CreateDirectory(programs);
        File.WriteAllText(Path.Combine(programs, "trivial"), Program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(programs, "trivial"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private async Task SubmitAsync(AttemptId attempt)
    {
        var tools = _silo.Services.GetRequiredService<IAttemptTools>();
        var runner = _silo.Services.GetRequiredService<IAttemptRunner>();
        using var timer = new PeriodicTimer(Tick);
        while (tools.Find(attempt) is null && runner.IsRunning(attempt))
        {
            await timer.WaitForNextTickAsync();
        }

        var result = JsonSerializer.SerializeToElement(new { summary = "Write the file" });
        await tools.CallAsync(
            attempt,
            ToolNames.SubmitResult,
            new Dictionary<string, JsonElement> { ["result"] = result },
            CancellationToken.None);
    }
}
