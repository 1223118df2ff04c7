using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Factory.Providers.Models;
using OllamaSharp.Models;
using OllamaSharp.Models.Exceptions;

namespace Factory.Providers.Ollama;

/// <summary>Fetches a model to the operator's own Ollama server.</summary>
public static class OllamaPull
{
    /// <value>The name of the provider in models.json; it only appears in messages here.</value>
    private const string ProviderName = "ollama";

    private const string DefaultAddress = "http://127.0.0.1:11434";

    /// <value>How long the server may say nothing: 5 minutes; checking a large file takes a while.</value>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Fetches it; how far that is comes piece by piece.</summary>
    /// <param name="model">Its name with or without a tag: <c>qwen3:8b</c>.</param>
    /// <param name="variable">Looks an environment variable up; <c>OLLAMA_HOST</c> says where the server is, else it is this machine.</param>
    /// <param name="time">Keeps the time.</param>
    /// <param name="cancellationToken">Stops waiting; what was fetched is kept and used the next time.</param>
    /// <exception cref="FactoryException">A code that begins with <c>model.</c>: no server, no such model, or it broke off.</exception>
    public static async IAsyncEnumerable<ModelPullProgress> PullAsync(string model, Func<string, string?> variable, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var provider = new ProviderDefinition(ProviderName, ModelApi.OllamaChat, DefaultAddress, "OLLAMA_HOST", null, false, 1, false, []);
        var endpoint = ProviderEndpoint.Resolve(provider, variable)
            ?? throw new FactoryException(ErrorCodes.InvalidRequest, "OLLAMA_HOST is not a host, a host with port, or a URL.", "Set it to 127.0.0.1:11434 for a server on this machine.");
        using var handler = new ProviderHttpHandler(new SocketsHttpHandler { AllowAutoRedirect = false }, ReadTimeout, time);
        var isDone = false;
        using var ollama = new OllamaClient(handler, endpoint);
        await using var steps = ollama.PullModelAsync(new PullModelRequest { Model = model, Stream = true }, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(steps, new ModelRef(ProviderName, model), cancellationToken))
        {
            if (steps.Current is { } step)
            {
                isDone |= step.Status == "success";
                yield return step.Total > 0 ? new ModelPullProgress(step.Status, step.Completed, step.Total) : new ModelPullProgress(step.Status, null, null);
            }
        }

        // OllamaSharp ends a stream that its caller cancelled as if it were whole.
        cancellationToken.ThrowIfCancellationRequested();
        if (!isDone)
        {
            throw ProviderErrorMapper.Incomplete(new ModelRef(ProviderName, model));
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<PullModelResponse?> steps, ModelRef model, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNextAsync();
        }
        catch (OllamaException e)
        {
            // A line of the stream said so; the status was 200.
            throw ProviderErrorMapper.Map(new ProviderErrorException(500, e.Message, ""), model, isBegun: false, new SecretTextScrubber(null));
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw ProviderErrorMapper.Map(e, model, isBegun: false, new SecretTextScrubber(null));
        }
    }
}
