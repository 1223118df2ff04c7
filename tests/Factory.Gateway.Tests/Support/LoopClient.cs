using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Domain.Metering;
using Factory.Providers;
using Factory.TestKit.Builders;
using Factory.TestKit.Grains;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Gateway.Tests.Support;

/// <summary>The built-in loop's way to a model, over the same meter, limiters and provider as a gateway's.</summary>
internal sealed class LoopClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IModelSession _session;

    private LoopClient(ServiceProvider services, IModelSession session) => (_services, _session) = (services, session);

    public IChatClient Chat => _session.Client;

    public static AttemptRequest RequestFor(ModelDefinition model) => new(
        AttemptId.Parse("attempt-1"),
        TaskId.Parse("task-1"),
        1,
        Given.Spec(),
        Given.Assignment with { Model = model.Ref },
        [],
        null,
        []);

    public static LoopClient Open(GatewayHost gateway, ProviderConnection connection, ModelDefinition model)
    {
        // Anthropic's SDK adds the version itself.
        var version = connection.Provider.Api == ModelApi.OpenAIChat ? "/v1" : "";
        var provider = connection.Provider with { BaseUrl = connection.Provider.BaseUrl + version };
        var services = new ServiceCollection()
            .AddSingleton(Given.Config(providers: [provider]))
            .AddSingleton<IProviderAvailability>(new Available(provider))
            .AddSingleton<IGrainFactory>(new NoGrains())
            .AddSingleton<IMeter>(gateway.Meter)
            .AddSingleton<IProviderLimiters>(gateway.Limiters)
            .AddFactoryProviders()
            .BuildServiceProvider();
        return new LoopClient(services, services.GetRequiredService<IModelSessions>().Open(RequestFor(model)));
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _services.DisposeAsync();
    }

    private sealed record Available(ProviderDefinition Provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [new(Provider, true, "set")];
    }

    /// <summary>Statistics of providers are lost here, which a session logs and survives.</summary>
    private sealed class NoGrains : FakeGrainFactory
    {
        public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) =>
            throw new NotSupportedException();
    }
}
