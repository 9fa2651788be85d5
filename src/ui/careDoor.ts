import type { Disposable } from '../core/eventEmitter';
import type { CareDesk } from './careDesk';
import type * as careEntry from './careEntry';
import type { CareServices, Machines } from './careServices';

/** The way to diagnosis, queries, onboarding and issue reports. Their code is loaded when it is first asked for. */
export class CareDoor implements Disposable {
  readonly #load: () => Promise<typeof careEntry>;
  readonly #services: CareServices;
  #opening: Promise<CareDesk> | null = null;
  #desk: CareDesk | null = null;

  constructor(load: () => Promise<typeof careEntry>, services: CareServices) {
    this.#load = load;
    this.#services = services;
  }

  async whyBlocked(machines: Machines): Promise<void> {
    await (await this.#open()).whyBlocked(machines);
  }

  async showBlocked(machines: Machines): Promise<void> {
    await (await this.#open()).showBlocked(machines);
  }

  async copyDiagnosis(machines: Machines): Promise<void> {
    await (await this.#open()).copyDiagnosis(machines);
  }

  /** Null = of the whole view. */
  async copyQuery(machines: Machines | null): Promise<void> {
    await (await this.#open()).copyQuery(machines);
  }

  async reportIssue(): Promise<void> {
    await (await this.#open()).reportIssue();
  }

  async onboard(): Promise<void> {
    await (await this.#open()).onboard();
  }

  dispose(): void {
    this.#desk?.dispose();
  }

  #open(): Promise<CareDesk> {
    this.#opening ??= this.#load().then(({ openCareDesk }) => {
      this.#desk = openCareDesk(this.#services);
      return this.#desk;
    });
    return this.#opening;
  }
}
