<?php
declare(strict_types=1);

// Tests the client against stuntbox: `php test.php`. They wait for no real time. With PHPUnit, each is a method of a TestCase.
require __DIR__ . '/Client.php';
require __DIR__ . '/Stuntbox.php';

$cloud = new Stuntbox('vpsorg');
$client = new Client("{$cloud->url}/vpsorg", 'any-token', $cloud->advance(...));

function same(mixed $expected, mixed $actual): void
{
    if ($expected !== $actual) {
        throw new RuntimeException('expected ' . json_encode($expected) . ', not ' . json_encode($actual));
    }
}

$tests = [
    'waits until the server runs' => function () use ($cloud, $client): void {
        same('active', $client->createServer('web-1')['status']);
        // It takes three minutes to create a server, and the client asks every ten seconds.
        same(1, count($cloud->journal('POST /servers/')));
        same(18, count($cloud->journal('GET /servers/{server_id}/')));
    },
    'says that the account is out of credits' => function () use ($cloud, $client): void {
        $cloud->play('vpsorg/out-of-credits');
        try {
            $client->createServer('web-1');
        } catch (OutOfCredits) {
            same([402], array_map(fn (array $exchange): int => $exchange['reply']['status'], $cloud->journal('POST /servers/')));
            return;
        }
        throw new RuntimeException('a server was created');
    },
    'a misspelt scenario says what was meant' => function () use ($cloud): void {
        try {
            $cloud->play('vpsorg/out-of-credit');
        } catch (RuntimeException $error) {
            same(true, str_contains($error->getMessage(), "Did you mean 'vpsorg/out-of-credits'?"));
            return;
        }
        throw new RuntimeException('it was played');
    },
];

$failed = 0;
foreach ($tests as $name => $test) {
    $cloud->reset();
    try {
        $test();
        echo "ok $name\n";
    } catch (Throwable $error) {
        $failed += 1;
        echo "FAILED $name: {$error->getMessage()}\n";
    }
}
echo count($tests) - $failed, " passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
