namespace Factory.Dialect.Tests.Grains;

public interface ISubscriberGrain : IGrainWithStringKey
{
    Task Subscribe(string ns, string key);

    /// <summary>Takes up again, after a new activation, what an earlier one had subscribed.</summary>
    Task<int> Resume(string ns, string key);

    Task Leave();

    Task Unsubscribe(string ns, string key);

    Task<int> Subscriptions(string ns, string key);

    Task Publish(string ns, string key, string item);
}
