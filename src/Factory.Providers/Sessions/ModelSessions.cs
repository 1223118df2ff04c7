using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering.Calls;
using Microsoft.Extensions.Logging;

namespace Factory.Providers.Sessions;

/// <summary>Opens metered chats with the models of available providers.</summary>
internal sealed class ModelSessions(
    IProviderAvailability availability,
    IEnumerable<IChatClientFactory> sources,
    IGrainFactory grains,
    ModelCallPipeline pipeline,
    TimeProvider time,
    ILogger<ModelSessions> log) : IModelSessions
{
    /// <inheritdoc/>
    public IModelSession Open(AttemptRequest request, Action<string>? notice = null)
    {
        var requested = request.Assignment.Model;
        var (provider, model) = Find(requested);
        var source = sources.FirstOrDefault(s => s.ModelApis.Contains(provider.Api))
            ?? throw NoneSuitable(
                $"{requested}: this build has no client for the API '{ModelApis.ToName(provider.Api)}'.",
                "Correct the provider in silo-config/models.json.");
        var calls = new SessionCalls(provider, model, Principal.ForAttempt(request), pipeline);
        var client = new MeteredChatClient(source.Create(provider, model), calls, new CallRetry(provider.Name, time, log, notice), time);
        return new ModelSession(model, client, calls, grains, log);
    }

    private (ProviderDefinition Provider, ModelDefinition Model) Find(ModelRef requested)
    {
        var found = availability.Providers.FirstOrDefault(p => p.Provider.Name == requested.Provider)
            ?? throw NoneSuitable(
                $"{requested}: models.json has no provider '{requested.Provider}'.",
                "Add it there, or name another model.");
        if (!found.IsAvailable)
        {
            throw NoneSuitable(
                $"{requested}: the provider is not available: {found.Reason}.",
                "Set what is missing and start the factory again.");
        }

        var model = found.Provider.Models.FirstOrDefault(m => m.Ref == requested)
            ?? throw NoneSuitable($"{requested}: models.json has no such model.", "Add it there with its price, or name another model.");
        return (found.Provider, model);
    }

    private static FactoryException NoneSuitable(string message, string hint) => new(ErrorCodes.NoModel, message, hint);
}
