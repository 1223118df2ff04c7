using Factory.Contracts.Errors;
using Factory.Domain.Agents;
using Factory.Domain.Egress;

namespace Factory.Domain.Secrets;

/// <summary>Which secrets can be set. No message contains a value.</summary>
public static class SecretRules
{
    /// <value>8,192 characters: what servers accept in a header.</value>
    public const int MaxValueLength = 8 * 1024;

    private const int MaxNameLength = 64;
    private const int MaxHosts = 32;
    private const string Example = "For example: factory secret set CLOUDFLARE_TOKEN --for forge --host api.cloudflare.com";

    /// <summary>True for a name: upper-case letters, digits and underscores, a letter first.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxNameLength
            && char.IsAsciiLetterUpper(name[0])
            && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
    }

    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public static Problem? CheckValue(string? value) => value switch
    {
        null or "" => Invalid("The value is missing.", "Type it when asked, or pass it through standard input."),

        // Shorter ones cannot be redacted: they occur in texts by chance.
        { Length: < SecretRedactor.MinLength } => Invalid(
            $"The value has {value.Length} characters; a secret has at least {SecretRedactor.MinLength}, because a shorter one occurs in "
            + "texts by chance and could not be redacted.",
            "Use a longer one."),
        { Length: > MaxValueLength } => Invalid(
            $"The value has {value.Length:N0} characters; the limit is {MaxValueLength:N0}.",
            "A header takes tokens and passwords, not files."),
        _ when value.Any(c => c is < ' ' or > '~') || value != value.Trim() => Invalid(
            "The value has a line break, a space at an end, or a character outside of ASCII; it is sent in a header, which takes none.",
            "Pass the token alone: printf %s \"$TOKEN\" | factory secret set NAME …"),
        _ => null,
    };

    /// <summary>Reads who may use a secret and where it is sent.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="agents">Names or ids of agents; null or empty for those whose files name the secret.</param>
    /// <param name="hosts">Hosts; null or empty for a secret that is only redacted.</param>
    /// <param name="header"><c>NAME: TEMPLATE</c>; null for the default.</param>
    /// <param name="known">The agents that exist.</param>
    /// <param name="now">When it is set.</param>
    public static Result<HostSecret> Read(
        string name,
        IReadOnlyList<string>? agents,
        IReadOnlyList<string>? hosts,
        string? header,
        IReadOnlyList<AgentDefinition> known,
        DateTimeOffset now)
    {
        if (!IsName(name))
        {
            return Invalid(
                $"The name must be upper-case letters, digits and underscores, a letter first, at most {MaxNameLength} characters.",
                Example);
        }

        var found = (agents ?? []).Select(text => (Text: text, Agent: FindAgent(text, known))).ToList();
        if (found.FirstOrDefault(f => f.Agent is null) is { Text: not null } unknown)
        {
            return Invalid(
                $"There is no agent '{Shorten(unknown.Text)}'.",
                $"Agents are {string.Join(", ", known.Select(a => Short(a.Id)).Order(StringComparer.Ordinal))}.");
        }

        var read = header is null ? SecretHeader.Default : SecretHeader.TryParse(header, out var parsed) ? parsed : null;
        if (read is null)
        {
            return Invalid(
                "The header must be NAME: VALUE with {secret} in the value, in ASCII, and none that belongs to the connection.",
                "For example: --header \"X-Api-Key: {secret}\"");
        }

        return ReadHosts(hosts ?? []) is { } rules
            ? new HostSecret(name, [.. found.Select(f => f.Agent!.Id).Distinct()], rules, read, now)
            : Invalid(
                $"A host must be one exact name, without '*', scheme or path, with a port if it is not 443; at most {MaxHosts} of them.",
                "For example: --host api.cloudflare.com");
    }

    private static List<EgressRule>? ReadHosts(IReadOnlyList<string> hosts)
    {
        var rules = new List<EgressRule>();
        foreach (var text in hosts)
        {
            if (!EgressRule.TryParse(text, out var rule) || rule.WithSubdomains)
            {
                return null;
            }

            rules.Add(rule);
        }

        return rules.Count <= MaxHosts ? [.. rules.Distinct()] : null;
    }

    private static AgentDefinition? FindAgent(string text, IReadOnlyList<AgentDefinition> known) =>
        known.FirstOrDefault(a => a.Id.Value == text || Short(a.Id) == text);

    private static string Short(AgentId id) => id.Value[(AgentId.Kind.Length + 1)..];

    private static string Shorten(string text) => text.Length <= MaxNameLength ? text : text[..MaxNameLength] + "…";

    private static Problem Invalid(string message, string hint) => new(ErrorCodes.InvalidRequest, message, hint);
}
