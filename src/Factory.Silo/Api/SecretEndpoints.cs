using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Egress;
using Factory.Domain.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

/// <summary>Secrets of the operator: values come in and never go out.</summary>
internal static class SecretEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        var secrets = api.MapGroup("secrets").WithTags("Silo");
        secrets.MapGet("", List).WithName("ListSecrets").WithSummary("The secrets, without their values.");

        // Without Idempotency-Key: the hash of the request would be stored, and with it a hash of the secret.
        secrets.MapPost("{name}", Set)
            .WithName("SetSecret")
            .WithSummary("Sets a secret or replaces it. It is redacted at once; attempts at work go on with the one they began with.")
            .WithMetadata(new SecretResponseMetadata());
        secrets.MapDelete("{name}", Remove).WithName("RemoveSecret").WithSummary("Removes a secret.");
    }

    private static ApiResult<IReadOnlyList<SecretView>> List([FromServices] ISecretStore store, IConfigSource config) =>
        ApiResult<IReadOnlyList<SecretView>>.Ok([.. store.List().Select(s => View(s.Secret, s.IsReadable, config.Current))]);

    private static ApiResult<SecretView> Set(
        string name,
        SetSecretRequest request,
        [FromServices] ISecretStore store,
        IConfigSource config,
        TimeProvider time)
    {
        var secret = SecretRules.Read(name, request.Agents, request.Hosts, request.Header, config.Current.Agents, time.GetUtcNow());
        var problem = secret.Problem ?? SecretRules.CheckValue(request.Value) ?? store.Set(secret.Value!, request.Value!);
        return problem is null ? View(secret.Value!, isReadable: true, config.Current) : problem;
    }

    private static ApiResult<SecretView> Remove(string name, [FromServices] ISecretStore store, IConfigSource config)
    {
        var known = store.List().FirstOrDefault(s => s.Secret.Name == name);
        return known.Secret is not null && store.Remove(name)
            ? View(known.Secret, known.IsReadable, config.Current)
            : new Problem(
                ErrorCodes.NotFound,
                $"There is no secret {RequestValidation.Shorten(name)}.",
                "All secrets: factory secret list");
    }

    private static SecretView View(HostSecret secret, bool isReadable, FactoryConfig config) => new(
        secret.Name,
        secret.Agents,
        [.. secret.Hosts.Select(h => h.ToString())],
        secret.Header.ToString(),
        secret.UpdatedAt,
        isReadable,
        [.. Notes(secret, isReadable, config)]);

    private static IEnumerable<string> Notes(HostSecret secret, bool isReadable, FactoryConfig config)
    {
        if (!isReadable)
        {
            yield return "its value cannot be decrypted, because its key is missing: set it again";
        }

        var users = config.Agents.Where(secret.IsFor).ToList();
        if (users.Count == 0)
        {
            yield return $"no agent may use it: name one with --for, or {secret.Name} under 'secrets' in an agent's file";
        }

        foreach (var host in secret.Hosts)
        {
            var unreachable = users
                .Where(agent => !IsReachable(agent.Egress, host))
                .Select(agent => agent.Id.Value[(AgentId.Kind.Length + 1)..])
                .ToList();
            if (unreachable.Count > 0)
            {
                yield return $"{string.Join(", ", unreachable)} cannot reach {host}: add it under 'egress' in the agent's file";
            }
        }
    }

    private static bool IsReachable(IReadOnlyList<string> egress, EgressRule host) => egress.Any(text =>
        EgressRule.TryParse(text, out var rule) && rule.Allows(host.Host, host.Port ?? EgressRule.HttpsPort));
}
