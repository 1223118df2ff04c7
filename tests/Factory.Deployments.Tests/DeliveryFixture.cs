using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;
using Factory.Domain.Health;
using Factory.Domain.Ids;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Repositories;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Factory.TestKit.Products;
using Factory.Workspaces;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Factory.Deployments.Tests;

/// <summary>
/// The real delivery and workshop on a data folder of its own; a restart of the silo is a new set of services on it.
/// </summary>
internal sealed class DeliveryFixture : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("factory-tests-").FullName;
    private readonly UlidGenerator _ids = new(TimeProvider.System);
    private readonly ITemporaryFolders? _folders;
    private ServiceProvider _services;

    /// <param name="folders">Instead of the workshop's.</param>
    public DeliveryFixture(ITemporaryFolders? folders = null)
    {
        _folders = folders;
        _services = Build();
    }

    public HttpClient Http { get; } = ProductClient.Create();

    public IGrainFactory Grains { get; } = Substitute.For<IGrainFactory>();

    public IDeployTarget Target => _services.GetServices<IDeployTarget>().Single();

    public IDeliveryRunner Runner => Get<IDeliveryRunner>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T NewId<T>()
        where T : struct, IId<T> => _ids.New<T>();

    public Task<ProductRef> NewProductAsync(string name) => Get<IProductRepositories>().CreateAsync(NewId<ProductId>(), name, default);

    /// <summary>A commit with these files on the product's branch, taken but not merged.</summary>
    public async Task<Factory.Contracts.Artifacts.ChangeSet> ChangeAsync(ProductRef product, params (string Path, string Text)[] files)
    {
        var copies = Get<IWorkingCopies>();
        var copy = await copies.OpenAsync(NewId<AttemptId>(), product, null, default);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(copy.Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }

        var trailers = new CommitTrailers(null, NewId<TaskId>(), copy.Attempt, AgentId.Parse("agent-rex"), new ModelRef("trusted", "one"));
        return (await copies.CommitAsync(copy, "Change it", trailers, default))!;
    }

    public async Task<DeployedVersion> DeployAsync(ProductRef product, string commit, string healthPath = "/") =>
        await Target.DeployAsync(product, await Get<IProductBuilds>().GetAsync(product, commit, default), healthPath, default);

    public async Task RestartAsync()
    {
        await _services.DisposeAsync();
        _services = Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private ServiceProvider Build() => Services()
        .AddLogging()
        .AddSingleton(Grains)
        .AddSingleton<IStorageHealth>(new FakeStorageHealth())
        .AddSingleton(new SecretRedactor(["value-of-a-key"]))
        .AddSingleton(new FactoryPaths(Path.Combine(_root, "data")))
        .AddSingleton(new FactoryConfig(
            [],
            new ModelCatalogue([new ProviderDefinition("trusted", ModelApi.OpenAIChat, null, null, null, false, 1, true, [])]),
            [],
            null!))
        .AddFactoryWorkspaces()
        .AddFactoryDeployments()
        .BuildServiceProvider();

    private IServiceCollection Services() => _folders is null ? new ServiceCollection() : new ServiceCollection().AddSingleton(_folders);
}
