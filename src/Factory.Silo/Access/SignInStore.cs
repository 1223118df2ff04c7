using System.Security.Cryptography;
using Factory.Contracts.Errors;
using Factory.Domain;

namespace Factory.Silo.Access;

/// <summary>One-time links, and the sign-ins that they lead to. Sign-ins survive a restart; links do not.</summary>
/// <remarks>
/// Thread-safe. One lock guards links and sign-ins: a link is used once, and after <see cref="Reset"/> no link or
/// sign-in of the replaced token can appear.
/// </remarks>
internal sealed class SignInStore : IDisposable
{
    // A client with the token can ask for links in a loop, and each redeemed one becomes a sign-in. Both are bounded in
    // memory and on disk; the oldest are dropped.
    private const int MaxLinks = 100;
    private const int MaxSignIns = 100;
    private const int MaxUserAgentLength = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _links = []; // Expiry by hash of the code.
    private readonly Dictionary<string, SignIn> _signIns; // By hash of the cookie's secret.
    private readonly AccessOptions _options;
    private readonly SignInFile _file;
    private readonly TimeProvider _time;
    private AccessToken _token;

    /// <summary>Loads the persisted sign-ins.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be read.</exception>
    public SignInStore(AccessToken token, SignInFile file, AccessOptions options, TimeProvider time)
    {
        (_token, _file, _time, _options) = (token, file, time, options);
        var now = time.GetUtcNow();
        _signIns = file.Load(token)
            .Where(record => record.ExpiresAt > now)
            .ToDictionary(record => record.Hash, record => new SignIn(record, new AccessSession(Left(record), time)));

        // After the clock was set back, more than a full lifetime remains, which may be longer than a timer can wait.
        TimeSpan Left(SignInRecord record) =>
            record.ExpiresAt - now < options.SignInLifetime ? record.ExpiresAt - now : options.SignInLifetime;
    }

    /// <summary>Creates a code that signs one browser in.</summary>
    /// <param name="pass">The session of the request for the link.</param>
    /// <exception cref="FactoryException"><c>access.token_invalid</c>: the token was replaced in between.</exception>
    public (string Code, DateTimeOffset ExpiresAt) CreateLink(AccessSession pass)
    {
        var code = Secret.Generate();
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            // Checked under the lock that Reset takes: either the revocation is seen here, or the link exists before
            // Reset clears all links. A link of the old token cannot survive a rotation.
            if (pass.Revoked.IsCancellationRequested)
            {
                throw new FactoryException(
                    ErrorCodes.AccessTokenInvalid,
                    "The access token was replaced a moment ago.",
                    "Read it again from the file 'token' of the data folder.");
            }

            RemoveLinks(now);
            return (code, _links[Secret.Hash(code)] = now + _options.LinkLifetime);
        }
    }

    /// <summary>Redeems a code; it cannot be used again.</summary>
    /// <param name="client">The browser's <c>User-Agent</c>.</param>
    /// <returns>The sign-in and the secret of its cookie; null for a code that is unknown, used or too old.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the sign-in cannot be persisted; the code is used up
    /// nevertheless.</exception>
    public (SignIn SignIn, string Secret)? Redeem(string code, string? client)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            if (!_links.Remove(Secret.Hash(code), out var expires) || expires <= now)
            {
                return null;
            }

            var secret = Secret.Generate();
            var lifetime = _options.SignInLifetime;
            var record = new SignInRecord(
                RandomNumberGenerator.GetHexString(16, lowercase: true),
                Secret.Hash(secret),
                now,
                now + lifetime,
                client is null ? null : VisibleText.Start(VisibleText.ToLine(client), MaxUserAgentLength));
            var signIn = new SignIn(record, new AccessSession(lifetime, _time));
            IReadOnlyList<SignIn> kept = [.. ActiveSignIns(now).Take(MaxSignIns - 1), signIn];

            // Saved before it takes effect: a sign-in that is not on disk would work until the next restart and then
            // end without a reason that the user could see.
            _file.Save(_token, kept.Select(entry => entry.Record));
            RemoveSignIns(_signIns.Values.Except(kept));
            _signIns.Add(record.Hash, signIn);
            return (signIn, secret);
        }
    }

    /// <summary>The sign-in with this cookie secret; null when there is none or it has ended.</summary>
    public SignIn? Find(string secret)
    {
        // Looked up by the hash: the time that a dictionary needs to compare keys tells at most something about a hash,
        // from which the secret cannot be derived.
        var hash = Secret.Hash(secret);
        lock (_lock)
        {
            return _signIns.TryGetValue(hash, out var signIn) && signIn.Record.ExpiresAt > _time.GetUtcNow() ? signIn : null;
        }
    }

    /// <summary>All sign-ins, newest first.</summary>
    public IReadOnlyList<SignInRecord> List()
    {
        lock (_lock)
        {
            return [.. ActiveSignIns(_time.GetUtcNow()).Select(signIn => signIn.Record)];
        }
    }

    /// <summary>Ends a sign-in and every response that it authenticated.</summary>
    /// <returns>The ended sign-in; null when none has this id.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the change cannot be persisted; the sign-in stays
    /// valid.</exception>
    public SignInRecord? Revoke(string id)
    {
        lock (_lock)
        {
            if (_signIns.Values.FirstOrDefault(signIn => signIn.Record.Id == id) is not { } revoked)
            {
                return null;
            }

            // In this order: if the file cannot be written, the sign-in stays valid and the caller gets an error. In
            // the other order it would come back with the next restart.
            _file.Save(_token, _signIns.Values.Where(signIn => signIn != revoked).Select(signIn => signIn.Record));
            RemoveSignIns([revoked]);
            return revoked.Record;
        }
    }

    /// <summary>Ends all links and sign-ins, because the token was replaced.</summary>
    /// <remarks>
    /// Nothing is written: the file belongs to the old token, and <see cref="SignInFile"/> ignores it from then on.
    /// </remarks>
    public void Reset(AccessToken token)
    {
        lock (_lock)
        {
            _token = token;
            _links.Clear();
            RemoveSignIns(_signIns.Values);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signIn in _signIns.Values)
        {
            signIn.Session.Dispose();
        }
    }

    private IEnumerable<SignIn> ActiveSignIns(DateTimeOffset now) =>
        _signIns.Values.Where(signIn => signIn.Record.ExpiresAt > now).OrderByDescending(signIn => signIn.Record.CreatedAt);

    private void RemoveSignIns(IEnumerable<SignIn> signIns)
    {
        foreach (var signIn in signIns.ToArray())
        {
            _signIns.Remove(signIn.Record.Hash);
            signIn.Session.Revoke();
        }
    }

    private void RemoveLinks(DateTimeOffset now)
    {
        foreach (var (hash, _) in _links.OrderByDescending(link => link.Value)
            .Where((link, index) => link.Value <= now || index >= MaxLinks - 1)
            .ToArray())
        {
            _links.Remove(hash);
        }
    }
}
