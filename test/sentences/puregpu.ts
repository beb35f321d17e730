/** What PureGPU's page on servers states. */
import type { PureGpu } from '../../handlers/puregpu/vendor.ts';
import type { Route } from '../../vendor/contract.ts';
import { holdsOf, type Statement, type StatedDocument } from './statement.ts';

const { operation, member, rule, test, example, table } = holdsOf<PureGpu>();
type OfServer = Extract<Route<PureGpu['contract']>, `${string} /server/{serviceId}/${string}`>;

const UNKNOWN = test('puregpu', 'a service that is not there is an error of the user: %s');
const INVALID = test('puregpu', '%s %s with %p is an error of the user, and changes nothing');

const INSERTED = test('puregpu', 'each drive keeps what it holds unless it is named; empty ejects; a test can upload an image');
const UPLOADED = rule('An ISO that was not uploaded is rejected with "The ISO you selected is invalid".');
const NO_UPLOAD = 'the page refers to these endpoints and prints none of them. Fixtures, a test or the controls fill the table `isos`.';

/** Each operation on a server says the same of its id. */
const serviceId = (lines: string, route: OfServer): Statement<PureGpu> => ({
  lines,
  says: 'The required `serviceId` is an integer, and comes from the list of services.',
  held: [member(`${route} path serviceId`), operation('GET /services'), UNKNOWN],
});

export const puregpu: StatedDocument<PureGpu> = {
  page: 'docs.puregpu.com/server, as of June 2024',
  parts: [
    {
      heading: 'Server',
      statements: [
        {
          lines: '3',
          says: 'Servers can be started, stopped and restarted through these endpoints, and their statistics read.',
          held: [
            operation('POST /server/{serviceId}/start'),
            operation('POST /server/{serviceId}/stop'),
            operation('POST /server/{serviceId}/restart'),
            operation('GET /server/{serviceId}/stats'),
          ],
        },
      ],
    },
    {
      heading: 'Start Server',
      statements: [
        { lines: '6', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/start')] },
        {
          lines: '10',
          says: 'It starts a server.',
          held: [test('puregpu', 'a server that is … answers %s'), test('puregpu', 'the uptime counts from the boot')],
        },
        serviceId('12-20', 'POST /server/{serviceId}/start'),
        {
          lines: '22-34',
          says: 'The request for service 10, with the key in `X-API-Key`, succeeds with “Start success”.',
          held: [example('Start Server'), test('puregpu', 'a key is needed, and comes before all else but the route')],
          except: 'Service 10 must be stopped first: the page’s own status example shows it running, and a running server is refused.',
        },
      ],
    },
    {
      heading: 'Stop Server',
      statements: [
        { lines: '36', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/stop')] },
        { lines: '40', says: 'It stops a server.', held: [test('puregpu', 'the uptime counts from the boot')] },
        serviceId('42-50', 'POST /server/{serviceId}/stop'),
        { lines: '52-64', says: 'The request succeeds with “Stop success”.', held: [example('Stop Server')] },
      ],
    },
    {
      heading: 'Restart Server',
      statements: [
        { lines: '66', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/restart')] },
        { lines: '70', says: 'It restarts a server.', held: [test('puregpu', 'the uptime counts from the boot')] },
        serviceId('72-80', 'POST /server/{serviceId}/restart'),
        { lines: '82-94', says: 'The request succeeds with “Reboot success”, not “Restart success”.', held: [example('Restart Server')] },
      ],
    },
    {
      heading: 'Shutdown Server',
      statements: [
        { lines: '96', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/shutdown')] },
        { lines: '100', says: 'It shuts a server down.', held: [test('puregpu', 'a server that shuts down runs until it is off, and is locked meanwhile')] },
        serviceId('102-110', 'POST /server/{serviceId}/shutdown'),
        { lines: '112-124', says: 'The request succeeds with “Shutdown success”.', held: [example('Shutdown Server')] },
      ],
    },
    {
      heading: 'Get Server Statistics',
      statements: [
        { lines: '126', says: 'The method and the path.', held: [operation('GET /server/{serviceId}/stats')] },
        {
          lines: '130',
          says: 'It returns the statistics of a server.',
          held: [
            rule(
              'Each timeframe has 70 data points, at intervals of 60 s, 30 min, 3 h, 12 h and 7 d, aligned to the epoch. settings.statistics can select the intervals of Proxmox VE 9 instead.',
            ),
          ],
        },
        serviceId('132-140', 'GET /server/{serviceId}/stats'),
        {
          lines: '142-148',
          says: 'The required `timeframe` is one of hour, day, week, month and year.',
          held: [
            member('GET /server/{serviceId}/stats query timeframe'),
            test('puregpu', '%s has seventy points, the oldest first, aligned to the epoch, up to the step that is under way'),
            INVALID,
          ],
        },
        { lines: '150-155', says: 'The request for the last hour of service 10.', held: [example('Get Server Statistics')] },
        {
          lines: '157-162 170-173',
          says: 'A success holds a list of points, of which one is printed.',
          held: [member('GET /server/{serviceId}/stats 200 stats'), example('Get Server Statistics')],
        },
        {
          lines: '163',
          says: 'A point has an instant, to the minute for an hour’s points, in UTC.',
          held: [
            member('GET /server/{serviceId}/stats 200 stats[].date'),
            test('puregpu', "the document's date is the first of an hour that ends at eleven past six"),
          ],
        },
        {
          lines: '164',
          says: 'The CPU is a fraction.',
          held: [
            member('GET /server/{serviceId}/stats 200 stats[].cpu'),
            test('puregpu', 'the CPU is a fraction that moves with the hour of the day, and memory does not jump'),
          ],
        },
        {
          lines: '165-166',
          says: 'What was read from the disk can be null in a point whose other values, what was written among them, are numbers.',
          held: [
            member('GET /server/{serviceId}/stats 200 stats[].diskread'),
            member('GET /server/{serviceId}/stats 200 stats[].diskwrite'),
            rule('At intervals of one minute, diskread alone is null in about one of thirty data points.'),
          ],
        },
        {
          lines: '167',
          says: 'The memory used is in bytes, and not a whole number.',
          held: [member('GET /server/{serviceId}/stats 200 stats[].mem'), example('Get Server Statistics')],
        },
        {
          lines: '168-169',
          says: 'Network traffic, in and out, is a rate.',
          held: [
            member('GET /server/{serviceId}/stats 200 stats[].netin'),
            member('GET /server/{serviceId}/stats 200 stats[].netout'),
            example('Get Server Statistics'),
          ],
        },
      ],
    },
    {
      heading: 'Get OS Templates',
      statements: [
        { lines: '175', says: 'The method and the path.', held: [operation('GET /server/ostemplates')] },
        {
          lines: '179',
          says: 'It lists the operating systems that can be installed.',
          held: [member('GET /server/ostemplates 200 osTemplates'), table('templates')],
        },
        {
          lines: '181-222',
          says: 'The request, and four templates, each with an id as text, a name, a distribution, a version and the kind of its drivers.',
          held: [
            example('Get OS Templates'),
            member('GET /server/ostemplates 200 osTemplates[].osid'),
            member('GET /server/ostemplates 200 osTemplates[].name'),
            member('GET /server/ostemplates 200 osTemplates[].distro'),
            member('GET /server/ostemplates 200 osTemplates[].version'),
            member('GET /server/ostemplates 200 osTemplates[].drivers'),
          ],
        },
      ],
    },
    {
      heading: 'Rebuild Server',
      statements: [
        { lines: '224', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/rebuild')] },
        {
          lines: '228',
          says: 'It rebuilds a server with the operating system that is asked for.',
          held: [rule('A rebuild takes two minutes, during which the server is stopped and locked. Afterwards the server is running the new system.')],
        },
        serviceId('230-238', 'POST /server/{serviceId}/rebuild'),
        {
          lines: '240-246',
          says: 'The required `osid` is a text: the id of a template.',
          held: [member('POST /server/{serviceId}/rebuild body osid'), rule('An unknown osid is rejected with "The OS submitted is invalid".')],
        },
        {
          lines: '248-254',
          says: 'The required `sshkey` is a public key, which the rebuild puts on the server.',
          held: [
            member('POST /server/{serviceId}/rebuild body sshkey'),
            test('puregpu', 'a rebuild stops and locks the server for two minutes, and ends running with the new system'),
            INVALID,
          ],
          except: 'The key is kept in the record, and no endpoint shows it. Its form is not checked: the example’s own is cut short.',
        },
        {
          lines: '256-274',
          says: 'The request, as JSON, is answered with “Rebuild processed” and a new password.',
          held: [example('Rebuild Server'), test('puregpu', 'each rebuild has a password of its own, and the same cloud gives the same one')],
          except: 'A generated password stands where the page prints a placeholder.',
        },
      ],
    },
    {
      heading: 'Get Server Status',
      statements: [
        { lines: '276', says: 'The method and the path.', held: [operation('GET /server/{serviceId}/status')] },
        { lines: '280', says: 'It returns the status of a server.', held: [member('GET /server/{serviceId}/status 200 server.status')] },
        serviceId('282-290', 'GET /server/{serviceId}/status'),
        {
          lines: '292-304 307-308',
          says: 'The request, and a server that is running.',
          held: [example('Get Server Status')],
        },
        {
          lines: '305',
          says: 'The uptime is a number: 3600.',
          held: [member('GET /server/{serviceId}/status 200 server.uptime'), test('puregpu', 'the uptime counts from the boot')],
        },
        {
          lines: '306',
          says: 'A server says whether it is locked.',
          held: [member('GET /server/{serviceId}/status 200 server.locked'), rule('While a server is locked, every action is rejected; reads still work.')],
        },
      ],
    },
    {
      heading: 'Set Boot Order',
      statements: [
        { lines: '310', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/setBootOrder')] },
        {
          lines: '314',
          says: 'It sets the boot order of a server.',
          held: [example('Get Boot Order and Mounted ISOs, after the two examples before it on a server that held nothing')],
        },
        serviceId('316-324', 'POST /server/{serviceId}/setBootOrder'),
        {
          lines: '326-335',
          says: 'The required `order` is `cda`, the hard disk before the CD-ROM drives, or `dca`, the other way round.',
          held: [member('POST /server/{serviceId}/setBootOrder body order'), INVALID],
          except: 'Nothing boots here, so the order is kept and shown, and has no other effect.',
        },
        { lines: '337-353', says: 'The request, as JSON, succeeds with “Boot Order Modification Success”.', held: [example('Set Boot Order')] },
      ],
    },
    {
      heading: 'Insert ISO',
      statements: [
        { lines: '355', says: 'The method and the path.', held: [operation('POST /server/{serviceId}/insertIso')] },
        {
          lines: '359',
          says: 'It puts one or two images into the virtual CD-ROM drives.',
          held: [rule('At least one of iso and sec_iso is required. A drive that is left out stays as it is; an empty string ejects its image.')],
        },
        serviceId('361-369', 'POST /server/{serviceId}/insertIso'),
        {
          lines: '371-377',
          says: 'The required `iso` names the image for the primary drive.',
          held: [member('POST /server/{serviceId}/insertIso body iso'), INSERTED],
          except: 'One of `iso` and `sec_iso` is enough.',
        },
        { lines: '377', says: 'The image must have been uploaded.', held: [UPLOADED, table('isos')] },
        { lines: '377', says: 'It is uploaded by the ISO endpoints.', notModelled: NO_UPLOAD },
        {
          lines: '379-385',
          says: 'The required `sec_iso` names the image for the secondary drive.',
          held: [member('POST /server/{serviceId}/insertIso body sec_iso'), INSERTED],
          except: 'As for `iso`.',
        },
        { lines: '385', says: 'The image must have been uploaded.', held: [UPLOADED, table('isos')] },
        { lines: '385', says: 'It is uploaded by the ISO endpoints.', notModelled: NO_UPLOAD },
        { lines: '387-404', says: 'The request, as JSON, succeeds with “ISO Modification Success”.', held: [example('Insert ISO')] },
      ],
    },
    {
      heading: 'Get Boot Order and Mounted ISOs',
      statements: [
        { lines: '406', says: 'The method and the path.', held: [operation('GET /server/{serviceId}/bootOrderAndIsos')] },
        {
          lines: '410',
          says: 'It returns the boot order, and what is in the CD-ROM drives.',
          held: [test('puregpu', 'each drive keeps what it holds unless it is named; empty ejects; a test can upload an image')],
        },
        serviceId('412-420', 'GET /server/{serviceId}/bootOrderAndIsos'),
        {
          lines: '422-436',
          says: 'The request, and a server that boots from CD-ROM first, with an image in each drive.',
          held: [
            example('Get Boot Order and Mounted ISOs, of a fresh account'),
            member('GET /server/{serviceId}/bootOrderAndIsos 200 bootOrder'),
            member('GET /server/{serviceId}/bootOrderAndIsos 200 primaryISO'),
            member('GET /server/{serviceId}/bootOrderAndIsos 200 secondaryISO'),
          ],
        },
      ],
    },
  ],
  rules: {
    'IDs have no leading zeros: /server/010 does not refer to service 10 and is not found.': test('puregpu', 'a service is not found under the id %s'),
    'Client errors are answered with HTTP 200 and result "error". An invalid key is answered with 401, an internal error with 500.': INVALID,
    'An unknown service, or an ID that is not an integer, is answered with "Service not found".': UNKNOWN,
    'A missing property is answered with "<Property> is required".': INVALID,
    'While a service is suspended, every action on its server and every read of it is rejected. A cancelled or terminated service is not found.': test(
      'puregpu',
      'a suspended service refuses everything of its server, and is listed all the same; one that ended is not found',
    ),
    'While a server is locked, every action is rejected; reads still work.': test('puregpu', 'a locked server answers every read'),
    'Starting a running server fails with "VM already running".': test('puregpu', 'a server that is … answers %s'),
    'Stopping a stopped server succeeds and changes nothing.': test('puregpu', 'stopping or shutting down a stopped server succeeds and changes nothing'),
    'Restarting a stopped server fails with "VM not running".': test('puregpu', 'a server that is … answers %s'),
    'Shutting down a stopped server succeeds and changes nothing.': test('puregpu', 'stopping or shutting down a stopped server succeeds and changes nothing'),
    'Each timeframe has 70 data points, at intervals of 60 s, 30 min, 3 h, 12 h and 7 d, aligned to the epoch. settings.statistics can select the intervals of Proxmox VE 9 instead.':
      test('puregpu', 'a setting has the windows of Proxmox VE 9, and the same values'),
    'All values are null for the time that the server was stopped. Rates are also null in the first interval after a start.': test(
      'puregpu',
      'everything is null while it was off, and the rates in the first minute after a start',
    ),
    'At intervals of one minute, diskread alone is null in about one of thirty data points.': test(
      'puregpu',
      'in steps of a minute diskread is sometimes null by itself, as in the document',
    ),
    'A rebuild takes two minutes, during which the server is stopped and locked. Afterwards the server is running the new system.': test(
      'puregpu',
      'a rebuild stops and locks the server for two minutes, and ends running with the new system',
    ),
    'An unknown osid is rejected with "The OS submitted is invalid".': INVALID,
    'A number where a string is documented, such as sshkey: 5, is converted to a string.': test(
      'puregpu',
      'an osid may come as a number; a body of another type is as none; one that is not JSON is 400',
    ),
    'At least one of iso and sec_iso is required. A drive that is left out stays as it is; an empty string ejects its image.': test(
      'puregpu',
      'each drive keeps what it holds unless it is named; empty ejects; a test can upload an image',
    ),
    'An ISO that was not uploaded is rejected with "The ISO you selected is invalid".': INVALID,
  },
};
