using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Models;

/// <inheritdoc/>
internal sealed class ModelsChecker(
    IProviderAvailability providers,
    ProviderHttp http,
    IOptions<ProvidersOptions> options,
    TimeProvider time) : IModelsChecker
{
    private const int MaxListedOthers = 10;

    /// <value>How long a provider may take: 10 seconds.</value>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProviderModelsCheck>> CheckAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(providers.Providers.Select(p => CheckAsync(p, cancellationToken)));

    private async Task<ProviderModelsCheck> CheckAsync(ProviderAvailability availability, CancellationToken cancellationToken)
    {
        var provider = availability.Provider;
        if (!availability.IsAvailable)
        {
            return Failed(provider, asked: false, availability.Reason);
        }

        if (provider.Api == ModelApi.Rehearsal)
        {
            return Compare(provider, [.. provider.Models.Select(m => m.Ref.Model)]);
        }

        var key = provider.KeyVariable is { } name ? options.Value.Variable(name)?.Trim() : null;
        if (key is { Length: > 0 } && ProviderKey.ProblemOf(provider.KeyVariable!, key) is { } problem)
        {
            return Failed(provider, asked: false, problem);
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return ProviderEndpoint.Resolve(provider, options.Value.Variable) is { } endpoint
                ? Compare(provider, await new ProviderModelList(http, provider.Api, endpoint, key).ReadAsync(either.Token))
                : Failed(provider, asked: false, $"{provider.BaseUrlVariable ?? "baseUrl"} is not an http or https URL");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(
                provider,
                asked: true,
                $"did not answer within {Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds");
        }
        catch (ProviderErrorException e)
        {
            var message = new SecretTextScrubber(key).Scrub(e.Message);
            return Failed(
                provider,
                asked: true,
                $"answered {e.Status.ToString(CultureInfo.InvariantCulture)}{(message.Length == 0 ? "" : ": " + message)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ProviderTimeoutException)
        {
            return Failed(provider, asked: true, $"cannot be reached: {new SecretTextScrubber(key).Scrub(e.Message)}");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            // JsonElement throws these, and not a JsonException, when valid JSON has another shape than expected.
            return Failed(provider, asked: true, "its list of models cannot be read; check that the base URL serves the provider's API");
        }
    }

    private static ProviderModelsCheck Compare(ProviderDefinition provider, IReadOnlyCollection<string> offered)
    {
        var wanted = provider.Models.Select(m => m.Ref.Model).ToList();
        var others = offered.Except(wanted, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new ProviderModelsCheck(
            provider.Name,
            true,
            null,
            [.. wanted.Where(offered.Contains)],
            [.. wanted.Where(m => !offered.Contains(m))],
            others.Count,
            [.. others.Take(MaxListedOthers)]);
    }

    private static ProviderModelsCheck Failed(
        ProviderDefinition provider,
        bool asked,
        string problem) => new(provider.Name, asked, problem, [], [], 0, []);
}
