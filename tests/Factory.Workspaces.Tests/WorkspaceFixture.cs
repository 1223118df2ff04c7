using System.Diagnostics;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;
using Factory.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Workspaces.Tests;

/// <summary>The services of <c>AddFactoryWorkspaces</c> on a temporary data folder.</summary>
internal sealed class WorkspaceFixture : IDisposable
{
    public static readonly ModelRef TrustedModel = new("trusted", "one");
    public static readonly ModelRef StrangeModel = new("strange", "one");

    private readonly ServiceProvider _services;

    public WorkspaceFixture(Action<SandboxOptions>? configure = null)
    {
        Root = Directory.CreateTempSubdirectory("factory-tests-").FullName;
        _services = new ServiceCollection()
            .AddSingleton(new FactoryPaths(Path.Combine(Root, "data")))
            .AddSingleton(new FactoryConfig([], new ModelCatalogue([Provider("trusted", true), Provider("strange", false)]), [], null!))
            .AddFactoryWorkspaces(configure)
            .BuildServiceProvider();
    }

    public string Root { get; }

    public IIdGenerator Ids { get; } = new UlidGenerator(TimeProvider.System);

    public IProductRepositories Repositories => Get<IProductRepositories>();

    public IWorkingCopies Copies => Get<IWorkingCopies>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static CancellationToken Never => CancellationToken.None;

    public Task<ProductRef> NewProductAsync(string name = "shop") => Repositories.CreateAsync(Ids.New<ProductId>(), name, Never);

    public CommitTrailers Trailers(WorkingCopy copy, ModelRef? model = null) =>
        new(Ids.New<RunId>(), Ids.New<TaskId>(), copy.Attempt, AgentId.Parse("agent-rex"), model ?? TrustedModel);

    /// <summary>Returns the commit of an attempt that wrote these files, based on the product's branch.</summary>
    public async Task<string> CommitAsync(ProductRef product, ModelRef? model = null, params (string Path, string Text)[] files)
    {
        var copy = await Copies.OpenAsync(Ids.New<AttemptId>(), product, null, Never);
        foreach (var (path, text) in files)
        {
            Write(Path.Combine(copy.Folder, path), text);
        }

        return (await Copies.CommitAsync(copy, "Change it", Trailers(copy, model), Never))!.Commit!;
    }

    public string NewRepository(string name = "theirs")
    {
        var folder = Path.Combine(Root, name);
        Directory.CreateDirectory(folder);
        RunGit(folder, "init", "-q", "-b", "trunk");
        Write(Path.Combine(folder, "a.txt"), "one\n");
        RunGit(folder, "add", ".");
        RunGit(folder, "commit", "-q", "-m", "First");
        return folder;
    }

    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Runs git as a user would, without the factory's settings.</summary>
    public static string RunGit(string folder, params string[] arguments)
    {
        string[] identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@localhost", .. arguments];
        using var process = Process.Start(new ProcessStartInfo(
            "git",
            identity)
        { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().TrimEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return output;
    }

    public void Dispose()
    {
        _services.Dispose();
        UntrustedDirectory.Delete(Root);
    }

    private static ProviderDefinition Provider(
        string name,
        bool trusted) => new(name, ModelApi.OpenAIChat, null, null, null, false, 1, trusted, []);
}
